package asmx

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// address returns the URL under which the request came in, without the query: its scheme, its Host and the path as it was sent. A Host
// without a port gets the port that the request arrived at, unless that is the scheme's own (HttpRequest.Url).
func (q *request) address() string {
	scheme, host := "http", q.Host
	if q.TLS != nil {
		scheme = "https"
	}
	local, _ := q.Context().Value(http.LocalAddrContextKey).(net.Addr)
	switch {
	case q.handler.options.ForwardedAddress && q.Header.Get("X-Forwarded-Proto") != "":
		scheme, host = q.forwarded(scheme, host)
	case local == nil:
	case host == "": // HTTP/1.0
		host = local.String()
	case !hasPort(host):
		if _, port, err := net.SplitHostPort(local.String()); err == nil && port != defaultPorts[scheme] {
			host += ":" + port
		}
	}
	return scheme + "://" + canonicalHost(scheme, host) + q.URL.EscapedPath()
}

// canonicalHost returns a host, with or without a port, as System.Uri writes it: in lower case, without the scheme's own port.
func canonicalHost(scheme, host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ":"+defaultPorts[scheme])
}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

// forwarded returns what the outermost proxy was asked for.
func (q *request) forwarded(scheme, host string) (string, string) {
	if proto := strings.ToLower(firstOf(q.Header.Get("X-Forwarded-Proto"))); defaultPorts[proto] != "" {
		scheme = proto
	}
	if name := firstOf(q.Header.Get("X-Forwarded-Host")); name != "" {
		host = name
	}
	return scheme, host
}

// hasPort reports whether the value of a Host header names a port.
func hasPort(host string) bool {
	_, _, err := net.SplitHostPort(host)
	return err == nil
}

// firstOf returns the first element of a list in a header, which the outermost proxy has written.
func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// isLocal reports whether the caller sits at the machine itself, as HttpPostLocalhostServerProtocolFactory and the help page see it: the
// caller's address is loopback or the server's own, or the URL names the loopback host.
func (q *request) isLocal() bool {
	if isLoopback(hostOf(q.Host)) {
		return true
	}
	remote, err := netip.ParseAddr(hostOf(q.RemoteAddr))
	if err != nil {
		return false
	}
	if remote.Unmap().IsLoopback() {
		return true
	}
	local, ok := q.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	own, err := netip.ParseAddr(hostOf(local.String()))
	return err == nil && own.Unmap() == remote.Unmap()
}

// isLoopback is System.Uri.IsLoopback.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || strings.EqualFold(host, "loopback") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// hostOf returns an address without its port and brackets.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return strings.Trim(address, "[]")
}
