package asmx

import (
	"fmt"
	"strings"
)

// Protocols is a set of the doors that can be opened and shut (System.Web.Services.Configuration.WebServiceProtocols).
type Protocols uint8

// The protocols.
const (
	ProtocolSOAP11        Protocols = 1 << iota
	ProtocolSOAP12                  //
	ProtocolPostLocalhost           // POST file/Operation from the machine itself
	ProtocolGet                     // GET file/Operation, from anywhere
	ProtocolPost                    // POST file/Operation, from anywhere
	ProtocolDocumentation           // help pages, WSDL, disco

	// DefaultProtocols is what ASP.NET opens by itself.
	DefaultProtocols = ProtocolSOAP11 | ProtocolSOAP12 | ProtocolPostLocalhost | ProtocolDocumentation
	// AllProtocols opens everything.
	AllProtocols = DefaultProtocols | ProtocolGet | ProtocolPost
)

// protocolNames are the names in the protocols section of a web.config, in the order of the bits.
var protocolNames = [...]string{"HttpSoap", "HttpSoap12", "HttpPostLocalhost", "HttpGet", "HttpPost", "Documentation"}

// ParseProtocols returns the set of the protocols named, as a web.config names them, in any casing. No names: no protocols. The error
// names what is unknown, and what there is.
func ParseProtocols(names []string) (Protocols, error) {
	var set Protocols
	for _, name := range names {
		protocol, err := parseProtocol(strings.TrimSpace(name))
		if err != nil {
			return 0, err
		}
		set |= protocol
	}
	return set, nil
}

func parseProtocol(name string) (Protocols, error) {
	for i, known := range protocolNames {
		if strings.EqualFold(name, known) {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("protocol %q: expected one of %s", name, strings.Join(protocolNames[:], ", "))
}

// Names returns the names of the protocols in the set, as a web.config names them.
func (p Protocols) Names() []string {
	var names []string
	for i, name := range protocolNames {
		if p&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}
