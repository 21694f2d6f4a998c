package mockprocess

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddressesAreFoundHoweverTheyArrive(t *testing.T) {
	const printed = "a mock\n  service   http://127.0.0.1:1/p/\nservice or not\n\ntls  https://127.0.0.1:3/p/\ncontrol http://127.0.0.1:2\nservice http://later/\ntls https://later/\n"
	for name, write := range map[string]func(*announcement){
		"at once": func(a *announcement) { _, _ = a.Write([]byte(printed)) },
		"byte by byte": func(a *announcement) {
			for i := range len(printed) {
				_, _ = a.Write([]byte{printed[i]})
			}
		},
		"after much else": func(a *announcement) {
			_, _ = a.Write([]byte(strings.Repeat("x", 10*longestLine)))
			_, _ = a.Write([]byte(strings.Repeat("y", longestLine) + "\n" + printed))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAnnouncement()
			write(a)
			<-a.complete
			require.Equal(t, "http://127.0.0.1:1/p/", a.service)
			require.Equal(t, "https://127.0.0.1:3/p/", a.tls)
			require.Equal(t, "http://127.0.0.1:2", a.control)
			require.LessOrEqual(t, cap(a.begun), 2*longestLine)
		})
	}
}

func TestAnUnfinishedLineIsNoAddress(t *testing.T) {
	a := newAnnouncement()
	_, err := a.Write([]byte("service http://127.0.0.1:1/\ncontrol http://127.0.0.1:2"))
	require.NoError(t, err)
	select {
	case <-a.complete:
		t.Fatal("the port may have more digits")
	default:
	}
}

func TestTLSIsNotWaitedFor(t *testing.T) {
	a := newAnnouncement()
	_, err := a.Write([]byte("service http://127.0.0.1:1/\ncontrol http://127.0.0.1:2\n"))
	require.NoError(t, err)
	<-a.complete
	require.Empty(t, a.tls)
}
