package profit

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDescriptionOfARequest(t *testing.T) {
	allow := func(s *Settings) { s.MissingDescription = Allow }
	tests := []struct {
		name        string
		description *string
		edit        func(*Settings)
		want        *Refusal
	}{
		{"given", new("Laptop"), nil, nil},
		{"null", nil, nil, DescriptionMissing},
		{"empty", new(""), nil, DescriptionMissing},
		{"blank", new(" \t\r\n"), nil, DescriptionMissing},
		{"null, allowed", nil, allow, nil},
		{"empty, allowed", new(""), allow, nil},
		{"blank, allowed", new("  "), allow, nil},
		{"longest", new(strings.Repeat("x", 1000)), nil, nil},
		{"too long", new(strings.Repeat("x", 1001)), nil, DescriptionTooLong},
		{"longest in characters, not bytes", new(strings.Repeat("é", 1000)), nil, nil},
		{"too long in characters", new(strings.Repeat("é", 1001)), nil, DescriptionTooLong},
		{"longest by setting", new("123"), func(s *Settings) { s.DescriptionLength = 3 }, nil},
		{"too long by setting", new("1234"), func(s *Settings) { s.DescriptionLength = 3 }, DescriptionTooLong},
		{"blanks count", new("12 \n"), func(s *Settings) { s.DescriptionLength = 3 }, DescriptionTooLong},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			definition := productionDefinition()
			if test.edit != nil {
				test.edit(&definition.Settings)
			}
			w := newWorld(t, definition)
			request := asks("")
			request.Description = test.description
			requireRefusal(t, test.want, w.GenerateOTP(request).Refusal)
			if test.want != nil {
				return
			}
			requireRefusal(t, nil, w.redeem(w.all()[0].Code))
			want := ""
			if test.description != nil {
				want = *test.description
			}
			require.Equal(t, want, w.Environment(definition.Code).UserTokens()[0].Description, "the description is kept as it was sent")
		})
	}
}

func TestDescriptionIsUniqueAtRequest(t *testing.T) {
	with := func(edit func(*CodeRequest)) CodeRequest {
		request := asks("Laptop")
		edit(&request)
		return request
	}
	tests := []struct {
		name    string
		request CodeRequest
		want    *Refusal
	}{
		{"the same", asks("Laptop"), DescriptionTaken},
		{"user id in another case", with(func(r *CodeRequest) { r.UserID = new(strings.ToUpper(jansen)) }), DescriptionTaken},
		{"another description", asks("Telephone"), nil},
		{"another case", asks("laptop"), nil},
		{"other blanks", asks("Laptop "), nil},
		{"another user", with(func(r *CodeRequest) { r.UserID = new(devries) }), nil},
		{"another app connector", with(func(r *CodeRequest) { r.APIKey = new(productionKeys.planner) }), nil},
		{"another environment", with(func(r *CodeRequest) {
			r.APIKey, r.EnvironmentKey = new(testKeys.portal), new(testKeys.environment)
		}), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, productionDefinition(), testDefinition())
			w.token(t, asks("Laptop"))
			requireRefusal(t, test.want, w.GenerateOTP(test.request).Refusal)
		})
	}
}

func TestOnlyALiveTokenTakesADescription(t *testing.T) {
	t.Run("a code does not", func(t *testing.T) {
		w := newWorld(t, productionDefinition())
		w.code(t, asks("Laptop"))
		requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal)
	})
	t.Run("a deleted token does not", func(t *testing.T) {
		w := newWorld(t, productionDefinition())
		token := w.token(t, asks("Laptop"))
		requireRefusal(t, nil, w.DeleteToken(&token).Refusal)
		requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal)
	})
	t.Run("an expired token does not", func(t *testing.T) {
		definition := productionDefinition()
		definition.AppConnectors[0].TokenValidity = time.Hour
		w := newWorld(t, definition)
		w.token(t, asks("Laptop"))
		w.clock.advance(time.Hour - 1)
		requireRefusal(t, DescriptionTaken, w.GenerateOTP(asks("Laptop")).Refusal)
		w.clock.advance(1)
		requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal)
	})
}

func TestDuplicateDescriptionAllowed(t *testing.T) {
	definition := productionDefinition()
	definition.Settings.DuplicateDescription = Allow
	w := newWorld(t, definition)
	first, second := w.token(t, asks("Laptop")), w.token(t, asks("Laptop"))
	require.NotEqual(t, first, second)
	for _, token := range []string{first, second} {
		requireRefusal(t, nil, w.Use(&token).Refusal)
	}
}

func TestMissingDescriptionIsNeverTaken(t *testing.T) {
	definition := productionDefinition()
	definition.Settings.MissingDescription = Allow
	w := newWorld(t, definition)
	w.token(t, asks(""))
	w.token(t, asks(""))
	w.token(t, asks(" "))
	w.token(t, asks(" "))
	require.Len(t, w.Environment(definition.Code).UserTokens(), 4)
}

// Between request and redemption a description may become taken: the
// administrator forbids duplicates, or the clock is set back to a time when a
// token had not expired.
func TestDescriptionIsUniqueAtRedemption(t *testing.T) {
	definition := productionDefinition()
	definition.AppConnectors[0].TokenValidity = time.Hour
	w := newWorld(t, definition)
	taken := w.token(t, asks("Laptop"))
	w.clock.advance(time.Hour)
	code := w.code(t, asks("Laptop"))
	w.clock.advance(-time.Minute)
	for range 6 {
		requireRefusal(t, DescriptionTaken, w.redeem(code), "the right code is no wrong attempt")
	}
	require.Len(t, w.Environment(definition.Code).UserTokens(), 1)
	requireRefusal(t, nil, w.DeleteToken(&taken).Refusal)
	requireRefusal(t, nil, w.redeem(code), "the code was not spent")
}
