package controlserver_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/controlserver"
)

func withToken(options *controlserver.Options) { options.Token = "secret" }

func TestGuardKeepsWebPagesOut(t *testing.T) {
	type header map[string]string
	tests := map[string]struct {
		header header
		want   int
	}{
		"a program":                       {header{}, 200},
		"by IP address":                   {header{"Host": "192.0.2.1:8081"}, 200},
		"by IPv6 address":                 {header{"Host": "[::1]:8081"}, 200},
		"by IPv6 address, no port":        {header{"Host": "[2001:db8::1]"}, 200},
		"by IPv6 address with a zone":     {header{"Host": "[fe80::1%25eth0]:8081"}, 200},
		"by localhost":                    {header{"Host": "localhost"}, 200},
		"by LocalHost":                    {header{"Host": "LocalHost:8081"}, 200},
		"by another name (DNS rebinding)": {header{"Host": "evil.example:8081"}, 403},
		"by a name that begins alike":     {header{"Host": "localhost.evil.example"}, 403},
		"by a name that ends alike":       {header{"Host": "127.0.0.1.evil.example:80"}, 403},
		"by an address that is none":      {header{"Host": "127.0.0.1.1"}, 403},
		"typed into a browser":            {header{"Sec-Fetch-Site": "none"}, 200},
		"a page of its own":               {header{"Sec-Fetch-Site": "same-origin"}, 200},
		"a page of another site":          {header{"Sec-Fetch-Site": "cross-site"}, 403},
		"a page of another port":          {header{"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000", "Host": "localhost:8081"}, 403},
		"a page that says it is its own":  {header{"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8081", "Host": "localhost:8081"}, 403},
		"an old browser, its own page":    {header{"Origin": "http://localhost:8081", "Host": "localhost:8081"}, 200},
		"an old browser, another page":    {header{"Origin": "http://evil.example", "Host": "localhost:8081"}, 403},
		"an old browser, another port":    {header{"Origin": "http://localhost:3000", "Host": "localhost:8081"}, 403},
		"an old browser, a file":          {header{"Origin": "null"}, 403},
		"an old browser, rebinding":       {header{"Origin": "http://evil.example", "Host": "evil.example"}, 403},
	}
	w := newWorld(t)
	for _, method := range []string{http.MethodGet, http.MethodPut} {
		for name, test := range tests {
			t.Run(method+" "+name, func(t *testing.T) {
				request := httptest.NewRequest(method, "/environments/O12345AA", nil)
				if method == http.MethodPut {
					request = httptest.NewRequest(method, "/environments/O12345AA", jsonBody(`{}`))
				}
				request.Host = "127.0.0.1:8081"
				for name, value := range test.header {
					if request.Header.Set(name, value); name == "Host" {
						request.Host = value
					}
				}
				response := record(w.handler, request)
				require.Equal(t, test.want, response.StatusCode)
				if test.want == 403 {
					require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
				}
			})
		}
	}
}

func TestGuardAsksForTheToken(t *testing.T) {
	tests := map[string]struct {
		authorization string
		want          int
	}{
		"presented":             {"Bearer secret", 200},
		"scheme in any case":    {"bearer secret", 200},
		"blanks around":         {"Bearer  secret ", 200},
		"nothing":               {"", 401},
		"another token":         {"Bearer secrets", 401},
		"the beginning of it":   {"Bearer secre", 401},
		"no token":              {"Bearer", 401},
		"an empty token":        {"Bearer ", 401},
		"another scheme":        {"Basic secret", 401},
		"the token alone":       {"secret", 401},
		"the token in any case": {"Bearer SECRET", 401},
	}
	w := newWorld(t, withToken)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w.t = t
			for _, path := range []string{"/environments", "/openapi.json"} {
				answer := w.send(http.MethodGet, path, "", "Authorization", test.authorization, "Host", "mockprofit:8081")
				require.Equal(t, test.want, answer.status, "%s, by any name: whoever has the token may", path)
				if test.want == 401 {
					refused := answer.problem(http.StatusUnauthorized)
					require.Equal(t, "expected the header Authorization: Bearer with the control token", refused.Detail)
					require.Equal(t, `Bearer realm="mockprofit control port"`, answer.header.Get("WWW-Authenticate"))
				}
			}
		})
	}
}

func TestTokenDoesNotExcuseAWebPage(t *testing.T) {
	w := newWorld(t, withToken)
	w.send(http.MethodGet, "/environments", "", "Authorization", "Bearer secret", "Origin", "http://evil.example").problem(http.StatusForbidden)
}

func TestHealthNeedsNoToken(t *testing.T) {
	w := newWorld(t, withToken)
	for _, path := range []string{"/healthz", "/readyz"} {
		require.Equal(t, http.StatusOK, w.send(http.MethodGet, path, "", "Host", "mockprofit:8081").status)
		require.Equal(t, http.StatusForbidden, w.send(http.MethodGet, path, "", "Sec-Fetch-Site", "cross-site").status)
	}
	require.Equal(t, http.StatusUnauthorized, w.get("/healthz/").status)

	_, err := control.NewClient(w.address, "").Ready(t.Context())
	require.NoError(t, err)
	_, err = control.NewClient(w.address, "").Environments(t.Context())
	require.ErrorContains(t, err, "401")
	codes, err := w.client.Environments(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"O12345AA"}, codes)
}
