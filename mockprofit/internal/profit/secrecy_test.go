package profit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Tokens are stored as a hash only: whatever an environment and the directory
// refer to, no text or bytes of it hold a token.
func TestTokensAreNotStoredInClear(t *testing.T) {
	w := newWorld(t, productionDefinition())
	var tokens []string
	for device := range 3 {
		tokens = append(tokens, w.token(t, asks(fmt.Sprint("Laptop ", device))))
	}
	requireRefusal(t, nil, w.Use(&tokens[1]).Refusal)
	requireRefusal(t, nil, w.DeleteToken(&tokens[2]).Refusal)

	var found memory
	found.walk(reflect.ValueOf(w.Directory))
	found.walk(reflect.ValueOf(w.Environment("O12345AA")))
	everything := bytes.ToUpper(found.bytes.Bytes())

	for _, seen := range []string{jansen, "Laptop 1", w.all()[0].Recipient, w.all()[2].Code, productionKeys.portal} {
		require.True(t, bytes.Contains(everything, []byte(strings.ToUpper(seen))), "the walk is blind to %s", seen)
	}
	for _, token := range tokens {
		data, ok := parseToken(token)
		require.True(t, ok)
		raw, err := hex.DecodeString(data)
		require.NoError(t, err)
		hash := sha256.Sum256([]byte(data))
		require.True(t, bytes.Contains(everything, bytes.ToUpper(hash[:])), "the walk is blind to the hash")
		require.False(t, bytes.Contains(everything, []byte(data[:16])), "a token stands in clear")
		require.False(t, bytes.Contains(everything, []byte(data[48:])), "a token stands in clear")
		require.False(t, bytes.Contains(everything, bytes.ToUpper(raw)), "the bytes of a token stand in clear")
	}
}

// memory collects all texts and bytes that a value leads to. The random source
// is left out: it is where tokens come from, not where they are kept.
type memory struct {
	bytes bytes.Buffer
	seen  map[uintptr]bool
}

func (m *memory) walk(value reflect.Value) {
	switch value.Kind() {
	case reflect.Pointer:
		if value.IsNil() || value.Type() == reflect.TypeFor[*Random]() || m.seen[value.Pointer()] {
			return
		}
		if m.seen == nil {
			m.seen = make(map[uintptr]bool)
		}
		m.seen[value.Pointer()] = true
		m.walk(value.Elem())
	case reflect.Interface:
		m.walk(value.Elem())
	case reflect.Struct:
		for i := range value.NumField() {
			m.walk(value.Field(i))
		}
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			m.walk(entries.Key())
			m.walk(entries.Value())
		}
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			m.walk(value.Index(i))
		}
		m.bytes.WriteByte('\n')
	case reflect.String:
		m.bytes.WriteString(value.String() + "\n")
	case reflect.Uint8:
		m.bytes.WriteByte(byte(value.Uint()))
	}
}
