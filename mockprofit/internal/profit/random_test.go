package profit

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRandomOfAFixedSeed(t *testing.T) {
	random := seeded()
	lines := []string{
		random.Digits(8), random.Digits(4), random.Digits(12), random.Digits(40),
		random.Hexadecimal(32), random.Hexadecimal(64),
	}
	golden(t, "random.golden", strings.Join(lines, "\n")+"\n")
}

// A source that yields every byte once must yield every digit equally often:
// that is what uniform means, without any statistics.
func TestDigitsAreUniform(t *testing.T) {
	var source []byte
	for b := range 256 {
		source = append(source, byte(b))
	}
	digits := NewRandom(bytes.NewReader(source)).Digits(250)
	for digit := '0'; digit <= '9'; digit++ {
		require.Equal(t, 25, strings.Count(digits, string(digit)), "digit %c", digit)
	}
}

// The bytes that would favour low digits are left out, not bent.
func TestDigitsLeaveOutUnfairBytes(t *testing.T) {
	source := append(bytes.Repeat([]byte{250, 255}, 8), bytes.Repeat([]byte{249}, 16)...)
	require.Equal(t, "9999", NewRandom(bytes.NewReader(source)).Digits(4))
}

func TestHexadecimalHoldsAllOfTheSource(t *testing.T) {
	source := []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}
	require.Equal(t, "0123456789ABCDEF", NewRandom(bytes.NewReader(source)).Hexadecimal(16))
}

func TestNothingOfNoLength(t *testing.T) {
	require.Empty(t, seeded().Digits(0))
	require.Empty(t, seeded().Hexadecimal(0))
}

// A source that fails stops the call, and nothing else.
func TestRandomSourceFails(t *testing.T) {
	const message = "profit: random source failed: EOF"
	require.PanicsWithValue(t, message, func() { NewRandom(bytes.NewReader(nil)).Digits(8) })
	require.PanicsWithValue(t, message, func() { NewRandom(bytes.NewReader(nil)).Hexadecimal(8) })

	directory := NewDirectory(NewRandom(bytes.NewReader(nil)), Definition{})
	environment, err := directory.Put(productionDefinition(), &manualClock{now: epoch}, nil)
	require.NoError(t, err)
	require.PanicsWithValue(t, message, func() { directory.GenerateOTP(asks("Laptop")) })
	require.True(t, environment.mutex.TryLock(), "the environment is not left locked")
	environment.mutex.Unlock()
}
