package profit

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddress(t *testing.T) {
	tests := []struct {
		address string
		valid   bool
	}{
		{"jansen@example.com", true},
		{"j.jansen+profit@example.com", true},
		{"jansen@localhost", true},
		{"", false},
		{"jansen", false},
		{"jansen@", false},
		{"@example.com", false},
		{" jansen@example.com", false},
		{"jansen@example.com\r\nBcc: all@example.com", false},
		{"<jansen@example.com>", false},
		{"Jan Jansen <jansen@example.com>", false},
		{"jansen@example.com, devries@example.com", false},
	}
	for _, test := range tests {
		t.Run(test.address, func(t *testing.T) {
			require.Equal(t, test.valid, ValidAddress(test.address))
			definition := productionDefinition()
			definition.Users[0].Email = test.address
			w := newWorld(t, definition)
			want := InvalidAddress
			if test.valid {
				want = nil
			}
			requireRefusal(t, want, w.GenerateOTP(asks("Laptop")).Refusal)
		})
	}
}

// An address or a mail server that is lost after the e-mail went out does not
// matter any more.
func TestRedemptionNeedsNoMail(t *testing.T) {
	w := newWorld(t, productionDefinition())
	code := w.code(t, asks("Laptop"))
	w.change(t, func(d *Definition) { d.MailServer, d.Users[0].Email = NoMailServer, "" })
	requireRefusal(t, nil, w.redeem(code))
}
