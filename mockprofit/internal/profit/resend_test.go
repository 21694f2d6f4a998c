package profit

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func resending(resend string) Definition {
	definition := productionDefinition()
	definition.Settings.Resend = resend
	return definition
}

func TestResendReplace(t *testing.T) {
	w := newWorld(t, resending(ResendReplace))
	former := w.code(t, asks("Laptop"))
	w.clock.advance(10 * time.Minute)
	code := w.code(t, asks("Telephone"))
	require.NotEqual(t, former, code)
	require.Equal(t, 15*time.Minute, w.all()[1].Lifetime, "a new code lives a whole life")
	requireRefusal(t, WrongCode, w.redeem(former))
	requireRefusal(t, nil, w.redeem(code))
	require.Equal(t, "Telephone", w.Environment("O12345AA").UserTokens()[0].Description)
}

// A short code comes up again now and then; the former one must be dead.
func TestReplacedCodeDiffersFromTheFormer(t *testing.T) {
	same := bytes.Repeat([]byte{7}, 32)
	directory := NewDirectory(NewRandom(bytes.NewReader(append(same, bytes.Repeat([]byte{8}, 16)...))), Definition{})
	var mails mailbox
	_, err := directory.Put(resending(ResendReplace), &manualClock{now: epoch}, mails.add)
	require.NoError(t, err)
	require.True(t, directory.GenerateOTP(asks("Laptop")).Accepted())
	require.True(t, directory.GenerateOTP(asks("Laptop")).Accepted())
	require.Equal(t, "77777777", mails.all()[0].Code)
	require.Equal(t, "88888888", mails.all()[1].Code)
}

func TestResendRepeat(t *testing.T) {
	w := newWorld(t, resending(ResendRepeat))
	code := w.code(t, asks("Laptop"))
	requireRefusal(t, WrongCode, w.redeem(wrong(code)))
	w.clock.advance(10 * time.Minute)
	require.Equal(t, code, w.code(t, asks("Telephone")), "the same code is mailed again")

	again := w.all()[1]
	require.Equal(t, "Telephone", again.Device)
	require.Equal(t, epoch.Add(10*time.Minute), again.IssuedAt, "the time of the e-mail")
	require.Equal(t, 5*time.Minute, again.Lifetime, "what is left of the code's life")
	listed := w.Environment("O12345AA").ActivationCodes()
	require.Len(t, listed, 1)
	require.Equal(t, 1, listed[0].WrongAttempts, "attempts go on counting")
	require.Equal(t, epoch, listed[0].IssuedAt)

	w.clock.advance(5*time.Minute - 1)
	requireRefusal(t, nil, w.redeem(code))
	require.Equal(t, "Telephone", w.Environment("O12345AA").UserTokens()[0].Description)
}

func TestResendIgnore(t *testing.T) {
	w := newWorld(t, resending(ResendIgnore))
	code := w.code(t, asks("Laptop"))
	requireRefusal(t, nil, w.GenerateOTP(asks("Telephone")).Refusal, "the request is not refused")
	require.Len(t, w.all(), 1, "but nothing is sent")
	requireRefusal(t, nil, w.redeem(code))
	require.Equal(t, "Laptop", w.Environment("O12345AA").UserTokens()[0].Description)
}

// A code that is no longer live is never repeated or held against a request.
func TestResendOfADeadCode(t *testing.T) {
	deaths := map[string]func(t *testing.T, w *world, code string){
		"used": func(t *testing.T, w *world, code string) { requireRefusal(t, nil, w.redeem(code)) },
		"expired": func(_ *testing.T, w *world, _ string) {
			w.clock.advance(15 * time.Minute)
		},
		"exhausted": func(t *testing.T, w *world, code string) {
			for range 5 {
				requireRefusal(t, WrongCode, w.redeem(wrong(code)))
			}
		},
	}
	for _, resend := range []string{ResendReplace, ResendRepeat, ResendIgnore} {
		for death, die := range deaths {
			t.Run(resend+" "+death, func(t *testing.T) {
				w := newWorld(t, resending(resend))
				former := w.code(t, asks("Laptop"))
				die(t, w, former)
				code := w.code(t, asks("Telephone"))
				require.NotEqual(t, former, code)
				requireRefusal(t, nil, w.redeem(code))
			})
		}
	}
}
