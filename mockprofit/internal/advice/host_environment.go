package advice

import (
	"net"
	"regexp"
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// AFAS's host names: the customer's number and, in the second label, the kind of environment (documented).
var afasHost = regexp.MustCompile(`^([0-9]+)\.(?:soap|rest)(test|accept|)\.afas\.online$`)

// environmentKinds are the first letters of environment codes, by what the host name says.
var environmentKinds = map[string]struct{ letter, word string }{
	"":       {"O", "production"},
	"test":   {"T", "test"},
	"accept": {"A", "accept"},
}

// hostEnvironment: keys at the host of another kind of environment, or of another customer, than the one they belong to. The mock serves all
// under any name; at AFAS the request would not find them.
var hostEnvironment = Rule{Name: "host-environment", Label: profit.Documented, see: func(s *subject) (string, string) {
	code := s.Decision.Realm
	if code == "" || s.hostNumber() == "" || s.refusedFor("keys-of-different-environments") {
		return "", ""
	}
	host := s.host()
	parts := afasHost.FindStringSubmatch(host)
	kind := environmentKinds[parts[2]]
	if strings.Contains(host, ".rest") {
		return "The host " + host + " is that of AFAS's REST services, where this service is not.", "Use <number>.soap.afas.online, or soaptest and soapaccept for test and accept."
	}
	seen := "The keys belong to the environment " + code + ", and the host " + host + " is that of "
	switch {
	case !strings.HasPrefix(code, kind.letter):
		return seen + kind.word + " environments (" + kind.letter + "…): at AFAS they would be unknown there.", "Use the keys of the environment at that host, or the host of the environment: <number>.soap.afas.online for O, .soaptest. for T, .soapaccept. for A."
	case strings.TrimRight(code[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != parts[1]:
		return seen + "environments with the number " + parts[1] + ": at AFAS they would be unknown there.", "Use the host that begins with the number of the environment."
	}
	return "", ""
}}

// host returns the name of the host that the request was sent to, in lower case and without a port.
func (s *subject) host() string {
	host := s.field("Host")
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// hostNumber returns the customer's number in AFAS's host name, "" at another host.
func (s *subject) hostNumber() string {
	if !strings.Contains(s.field("Host"), ".") || strings.HasPrefix(s.field("Host"), "127.") { // most come from this machine
		return ""
	}
	if parts := afasHost.FindStringSubmatch(s.host()); parts != nil {
		return parts[1]
	}
	return ""
}
