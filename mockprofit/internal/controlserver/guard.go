package controlserver

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guard lets in only those who may: without a token the port is bound to
// loopback, and what remains to be kept out is a web page in the user's
// browser. It is recognised by its origin (Sec-Fetch-Site, Origin) and, should
// it have its own host name resolve to this machine, by that name.
// With a token everyone must present it. Health checks need neither: they tell
// no secret, and their callers know no more than an address.
func guard(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fromAnotherOrigin(r) {
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

// fromAnotherOrigin reports whether a browser sent the request on behalf of a
// page that is not this port's own; "none" is a user who typed the address
// (Fetch Metadata, W3C). Programs send neither header, and browsers too old for
// the first send the second with everything that changes or reads something.
func fromAnotherOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		origin := r.Header.Get("Origin")
		_, host, _ := strings.Cut(origin, "://")
		return origin != "" && !strings.EqualFold(host, r.Host)
	}
	return true
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

// presented compares digests, so that the time it takes tells not even the
// length of the token.
func presented(token, authorization string) bool {
	scheme, credentials, _ := strings.Cut(authorization, " ")
	want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(strings.TrimSpace(credentials)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}
