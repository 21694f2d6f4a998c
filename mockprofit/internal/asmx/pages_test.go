package asmx

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	styleElement = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	heading      = regexp.MustCompile(`<h([1-6])`)
)

// TestEveryPage holds for each page, errors included: whatever a caller sent, the browser runs nothing and finds its way.
func TestEveryPage(t *testing.T) {
	f := newFixture(t, Options{Protocols: AllProtocols, MaximumBody: 10})
	for name, request := range map[string]*http.Request{
		"list":             newRequest("GET", stubPath, ""),
		"operation":        newRequest("GET", stubPath+"?op=GenerateOTP", ""),
		"unknown":          newRequest("GET", stubPath+"?op=%22%3E%3Cscript%3E", ""),
		"unknown sample":   newRequest("GET", stubPath+"?op=DeleteToken&sample=%22%3E%3Cscript%3E", ""),
		"no such file":     newRequest("GET", "/%22%3E%3Cscript%3E.asmx", ""),
		"no such door":     newRequest("PUT", stubPath+"/%22%3E%3Cscript%3E", ""),
		"no such method":   newRequest("PUT", stubPath, ""),
		"too much":         newRequest("POST", stubPath, strings.Repeat("x", 11)),
		"a Host with tags": from(newRequest("GET", stubPath+"?op=GenerateOTP", ""), "10.0.0.2:1", "10.0.0.1:80", `h"><script>`),
	} {
		t.Run(name, func(t *testing.T) {
			reply := f.do(t, request)
			require.Equal(t, textHTML, reply.Header.Get("Content-Type"))
			require.Equal(t, "nosniff", reply.Header.Get("X-Content-Type-Options"))
			require.NotContains(t, reply.body, "<script")

			style := styleElement.FindStringSubmatch(reply.body)
			require.NotNil(t, style)
			digest := sha256.Sum256([]byte(style[1]))
			policy := reply.Header.Get("Content-Security-Policy")
			require.Contains(t, policy, "default-src 'none'")
			require.Contains(t, policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(digest[:])+"'", "the browser would ignore the style")
			require.NotContains(t, reply.body, "style=", "the policy forbids it")

			require.Contains(t, reply.body, `<html lang="en">`)
			require.Contains(t, reply.body, "This is a mock for tests, not the real service.")
			require.Regexp(t, `<title>[^<]+</title>`, reply.body)
			for _, landmark := range []string{"<header>", "<main>", "<footer>"} {
				require.Equal(t, 1, strings.Count(reply.body, landmark), landmark)
			}
			level := "0"
			for i, found := range heading.FindAllStringSubmatch(reply.body, -1) {
				require.LessOrEqual(t, found[1][0], level[0]+1, "heading %d skips a level", i)
				level = found[1]
			}
			require.NotEqual(t, "0", level)
		})
	}
}
