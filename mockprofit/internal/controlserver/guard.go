package controlserver

import (
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guard lets in only those who may: without a token the port is bound to
// loopback, and what remains to be kept out is a web page in the user's
// browser. It is recognised by its origin (Sec-Fetch-Site, Origin) and, should
// it have its own host name resolve to this machine, by that name.
// With a token everyone must present it, health checks excepted.
func guard(token string, next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); sameOrigin.Check(r) != nil || (origin != "" && !sameHost(origin, r.Host)) {
			refuse(w, http.StatusForbidden, "requests from web pages of another origin are refused; call the control port from a program")
			return
		}
		switch {
		case r.URL.Path == "/healthz" || r.URL.Path == "/readyz":
		case token == "" && !localName(r.Host):
			refuse(w, http.StatusForbidden, "expected a request to localhost or an IP address; a control port that is reached by another name needs --control-token")
			return
		case token != "" && !presented(token, r.Header.Get("Authorization")):
			w.Header().Set("WWW-Authenticate", `Bearer realm="mockprofit control port"`)
			refuse(w, http.StatusUnauthorized, "expected the header Authorization: Bearer with the control token")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func sameHost(origin, host string) bool {
	_, originHost, found := strings.Cut(origin, "://")
	return found && strings.EqualFold(originHost, host)
}

// localName reports whether the Host of a request is localhost or an IP
// address, which no foreign page can make its own.
func localName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

func presented(token, authorization string) bool {
	scheme, credentials, _ := strings.Cut(authorization, " ")
	return strings.EqualFold(scheme, "Bearer") &&
		subtle.ConstantTimeCompare([]byte(strings.TrimSpace(credentials)), []byte(token)) == 1
}

// refuse answers with a problem (RFC 9457).
func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}
