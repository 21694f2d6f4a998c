package certificate

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// loopback is what every certificate is for.
var loopback = [...]string{"localhost", "127.0.0.1", "::1"}

// label is one of a host name (RFC 1123, 2.1), in lower case.
var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

const longestName = 253 // of a host, in characters (RFC 1035, 2.3.4)

// CheckName tells what is wrong with a name under which a server is reached. A
// wildcard is refused: the CA could then vouch for hosts that are real.
func CheckName(name string) error {
	if _, err := netip.ParseAddr(name); err == nil && !strings.Contains(name, "%") {
		return nil
	}
	for part := range strings.SplitSeq(strings.ToLower(name), ".") {
		if !label.MatchString(part) || len(name) > longestName {
			return fmt.Errorf("expected a host name such as 12345.soap.afas.online, or an IP address, got %q; "+
				"leave scheme, port and path out, give names one by one without wildcards, and other letters than a to z as xn--…", name)
		}
	}
	return nil
}

// withLoopback returns the names in the form of certificates, each once, with
// those that every certificate is for.
func withLoopback(names []string) []string {
	var all []string
	for _, name := range slices.Concat(names, loopback[:]) {
		name = strings.ToLower(name)
		if address, err := netip.ParseAddr(name); err == nil {
			name = address.Unmap().String()
		}
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// split tells host names and addresses apart.
func split(names []string) (hosts []string, addresses []net.IP) {
	for _, name := range names {
		if address, err := netip.ParseAddr(name); err == nil {
			addresses = append(addresses, address.AsSlice())
			continue
		}
		hosts = append(hosts, name)
	}
	return hosts, addresses
}
