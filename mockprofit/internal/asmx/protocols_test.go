package asmx

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProtocolNames(t *testing.T) {
	require.Equal(t, []string{"HttpSoap", "HttpSoap12", "HttpPostLocalhost", "Documentation"}, DefaultProtocols.Names())
	for set := Protocols(0); set <= AllProtocols; set++ {
		parsed, err := ParseProtocols(set.Names())
		require.NoError(t, err)
		require.Equal(t, set, parsed)
	}
	parsed, err := ParseProtocols([]string{"httpget", " HTTPPOST ", "HttpGet"})
	require.NoError(t, err)
	require.Equal(t, ProtocolGet|ProtocolPost, parsed)
	_, err = ParseProtocols([]string{"HttpSoap", "soap13"})
	require.EqualError(t, err, `protocol "soap13": expected one of HttpSoap, HttpSoap12, HttpPostLocalhost, HttpGet, HttpPost, Documentation`)
}
