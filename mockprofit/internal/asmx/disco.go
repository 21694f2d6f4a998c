package asmx

import "strconv"

// discover returns the service's discovery document (System.Web.Services.Discovery.DiscoveryDocument): where the description is, and
// a SOAP address for each version that is switched on.
func (s *service) discover(address string, protocols Protocols) []byte {
	w := &wsdl{newDocument(), s, address, protocols}
	w.start("discovery",
		attribute{"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
		attribute{"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"},
		attribute{"xmlns", "http://schemas.xmlsoap.org/disco/"})
	w.element("contractRef",
		attribute{"ref", address + "?wsdl"},
		attribute{"docRef", address},
		attribute{"xmlns", "http://schemas.xmlsoap.org/disco/scl/"})
	for i, version := range w.soaps() {
		prefix := "q" + strconv.Itoa(i+1)
		w.element("soap",
			attribute{"address", address},
			attribute{"xmlns:" + prefix, s.Namespace},
			attribute{"binding", prefix + ":" + s.Name + version.suffix},
			attribute{"xmlns", "http://schemas.xmlsoap.org/disco/soap/"})
	}
	w.end()
	return w.Bytes()
}
