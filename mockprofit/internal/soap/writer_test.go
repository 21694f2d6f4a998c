package soap

import (
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file in testdata, or writes it.
func golden(t *testing.T, name string, actual []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, actual, 0o644))
	}
	expected, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(expected), string(actual))
}

func TestWriter(t *testing.T) {
	text := func(s string) *string { return &s }
	for _, version := range []Version{Version11, Version12} {
		messages := map[string][]byte{
			"response-void":   AppendResponse(nil, version, "urn:n", "Do", nil),
			"response-empty":  AppendResponse(nil, version, "urn:n", "Do", text("")),
			"response-text":   AppendResponse(nil, version, "urn:n", "Do", text(`<a b="c">'&'`+"\t\r\n\x01\uFFFF\xFFé€😀]]></a>")),
			"response-quotes": AppendResponse(nil, version, `urn:"n"&`, "Do", nil),
			"fault":           AppendFault(nil, version, &Fault{Message: "No <way>"}),
			"fault-client":    AppendFault(nil, version, &Fault{Code: Client, Message: "You & I", Actor: "urn:a&b"}),
			"fault-detail":    AppendFault(nil, version, &Fault{Message: "m", Detail: []byte("<d>1</d>")}),
			"fault-silent":    AppendFault(nil, version, &Fault{Detail: []byte{}}),
			"fault-mismatch":  AppendFault(nil, version, &Fault{Code: VersionMismatch, Message: "m"}),
			"fault-header":    AppendFault(nil, version, &Fault{Code: MustUnderstand, Message: "m"}),
		}
		for name, message := range messages {
			t.Run(name+version.String(), func(t *testing.T) {
				golden(t, fmt.Sprintf("%s-%s.xml", name, version), message)
				if !strings.Contains(string(message), "&#x") { // references to characters that XML does not have
					require.NoError(t, xml.Unmarshal(message, new(struct{})))
				}
			})
		}
	}
}

func TestVersion(t *testing.T) {
	require.Equal(t, Version(0), VersionOf("urn:other"))
	for _, version := range []Version{Version11, Version12} {
		require.Equal(t, version, VersionOf(version.Namespace()))
		require.True(t, strings.HasPrefix(version.ContentType(), version.MediaType()+"; charset=utf-8"))
	}
	none := Version(0)
	require.Empty(t, none.String()+none.Namespace()+none.MediaType()+none.ContentType())
}

func TestFaultIsAnError(t *testing.T) {
	var err error = &Fault{Code: Client, Message: "no"}
	require.EqualError(t, err, "no")
}
