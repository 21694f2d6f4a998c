package asmx

// wsdl writes the description of a service.
type wsdl struct {
	*document
	service   *service
	address   string
	protocols Protocols
}

// describe returns the service's WSDL (ServiceDescriptionReflector with the importers of the protocols that are switched on).
func (s *service) describe(address string, protocols Protocols) []byte {
	w := &wsdl{newDocument(), s, address, protocols}
	w.start("wsdl:definitions",
		attribute{"xmlns:tm", "http://microsoft.com/wsdl/mime/textMatching/"},
		attribute{"xmlns:soapenc", "http://schemas.xmlsoap.org/soap/encoding/"},
		attribute{"xmlns:mime", "http://schemas.xmlsoap.org/wsdl/mime/"},
		attribute{"xmlns:tns", s.Namespace},
		attribute{"xmlns:soap", "http://schemas.xmlsoap.org/wsdl/soap/"},
		attribute{"xmlns:s", "http://www.w3.org/2001/XMLSchema"},
		attribute{"xmlns:soap12", "http://schemas.xmlsoap.org/wsdl/soap12/"},
		attribute{"xmlns:http", "http://schemas.xmlsoap.org/wsdl/http/"},
		attribute{"targetNamespace", s.Namespace},
		attribute{"xmlns:wsdl", "http://schemas.xmlsoap.org/wsdl/"})
	w.types()
	w.messages()
	w.portTypes()
	w.bindings()
	w.ports()
	w.end()
	return w.Bytes()
}

// form is one of the two doors that take a form.
type form struct{ suffix, verb string }

// forms returns the form doors that are open to everybody. HttpPostLocalhost is not described.
func (w *wsdl) forms() []form {
	var forms []form
	if w.protocols&ProtocolGet != 0 {
		forms = append(forms, form{"HttpGet", "GET"})
	}
	if w.protocols&ProtocolPost != 0 {
		forms = append(forms, form{"HttpPost", "POST"})
	}
	return forms
}

// soaps returns the prefixes of the SOAP versions that are switched on, with what their bindings are called.
func (w *wsdl) soaps() []struct{ prefix, suffix string } {
	var versions []struct{ prefix, suffix string }
	if w.protocols&ProtocolSOAP11 != 0 {
		versions = append(versions, struct{ prefix, suffix string }{"soap", "Soap"})
	}
	if w.protocols&ProtocolSOAP12 != 0 {
		versions = append(versions, struct{ prefix, suffix string }{"soap12", "Soap12"})
	}
	return versions
}

func (w *wsdl) types() {
	w.start("wsdl:types")
	w.start("s:schema", attribute{"elementFormDefault", "qualified"}, attribute{"targetNamespace", w.service.Namespace})
	returns := false
	for i := range w.service.Operations {
		o := &w.service.Operations[i]
		w.wrapper(o.Name, o.Parameters)
		var result []Parameter
		if o.Returns {
			result = []Parameter{{Name: o.Name + "Result"}}
			returns = true
		}
		w.wrapper(o.Name+"Response", result)
	}
	if returns && len(w.forms()) > 0 { // what the form doors answer with
		w.element("s:element", attribute{"name", "string"}, attribute{"nillable", "true"}, attribute{"type", "s:string"})
	}
	w.end()
	w.end()
}

// wrapper writes the element that holds parameters, or a result.
func (w *wsdl) wrapper(name string, parameters []Parameter) {
	w.start("s:element", attribute{"name", name})
	if len(parameters) == 0 {
		w.element("s:complexType")
		w.end()
		return
	}
	w.start("s:complexType")
	w.start("s:sequence")
	for _, parameter := range parameters {
		minimum := "0" // a string can be null
		if parameter.Type == Int {
			minimum = "1"
		}
		w.element("s:element", attribute{"minOccurs", minimum}, attribute{"maxOccurs", "1"}, attribute{"name", parameter.Name}, attribute{"type", "s:" + parameter.Type.String()})
	}
	w.end()
	w.end()
	w.end()
}

func (w *wsdl) messages() {
	if len(w.soaps()) > 0 {
		for i := range w.service.Operations {
			name := w.service.Operations[i].Name
			for _, message := range [...][2]string{{"SoapIn", name}, {"SoapOut", name + "Response"}} {
				w.start("wsdl:message", attribute{"name", name + message[0]})
				w.element("wsdl:part", attribute{"name", "parameters"}, attribute{"element", "tns:" + message[1]})
				w.end()
			}
		}
	}
	for _, form := range w.forms() {
		for i := range w.service.Operations {
			w.formMessages(&w.service.Operations[i], form)
		}
	}
}

func (w *wsdl) formMessages(o *Operation, form form) {
	in, out := attribute{"name", o.Name + form.suffix + "In"}, attribute{"name", o.Name + form.suffix + "Out"}
	if len(o.Parameters) == 0 {
		w.element("wsdl:message", in)
	} else {
		w.start("wsdl:message", in)
		for _, parameter := range o.Parameters {
			w.element("wsdl:part", attribute{"name", parameter.Name}, attribute{"type", "s:string"})
		}
		w.end()
	}
	if !o.Returns {
		w.element("wsdl:message", out)
		return
	}
	w.start("wsdl:message", out)
	w.element("wsdl:part", attribute{"name", "Body"}, attribute{"element", "tns:string"})
	w.end()
}

func (w *wsdl) portTypes() {
	var suffixes []string
	if len(w.soaps()) > 0 {
		suffixes = append(suffixes, "Soap") // one for both versions
	}
	for _, form := range w.forms() {
		suffixes = append(suffixes, form.suffix)
	}
	for _, suffix := range suffixes {
		w.start("wsdl:portType", attribute{"name", w.service.Name + suffix})
		for i := range w.service.Operations {
			name := w.service.Operations[i].Name
			w.start("wsdl:operation", attribute{"name", name})
			w.element("wsdl:input", attribute{"message", "tns:" + name + suffix + "In"})
			w.element("wsdl:output", attribute{"message", "tns:" + name + suffix + "Out"})
			w.end()
		}
		w.end()
	}
}

func (w *wsdl) bindings() {
	for _, version := range w.soaps() {
		w.start("wsdl:binding", attribute{"name", w.service.Name + version.suffix}, attribute{"type", "tns:" + w.service.Name + "Soap"})
		w.element(version.prefix+":binding", attribute{"transport", "http://schemas.xmlsoap.org/soap/http"})
		for i := range w.service.Operations {
			name := w.service.Operations[i].Name
			w.start("wsdl:operation", attribute{"name", name})
			w.element(version.prefix+":operation", attribute{"soapAction", w.service.Action(name)}, attribute{"style", "document"})
			for _, direction := range [...]string{"wsdl:input", "wsdl:output"} {
				w.start(direction)
				w.element(version.prefix+":body", attribute{"use", "literal"})
				w.end()
			}
			w.end()
		}
		w.end()
	}
	for _, form := range w.forms() {
		w.start("wsdl:binding", attribute{"name", w.service.Name + form.suffix}, attribute{"type", "tns:" + w.service.Name + form.suffix})
		w.element("http:binding", attribute{"verb", form.verb})
		for i := range w.service.Operations {
			w.formOperation(&w.service.Operations[i], form)
		}
		w.end()
	}
}

func (w *wsdl) formOperation(o *Operation, form form) {
	w.start("wsdl:operation", attribute{"name", o.Name})
	w.element("http:operation", attribute{"location", "/" + o.Name})
	w.start("wsdl:input")
	if form.verb == "GET" {
		w.element("http:urlEncoded")
	} else {
		w.element("mime:content", attribute{"type", formType})
	}
	w.end()
	if o.Returns {
		w.start("wsdl:output")
		w.element("mime:mimeXml", attribute{"part", "Body"})
		w.end()
	} else {
		w.element("wsdl:output")
	}
	w.end()
}

func (w *wsdl) ports() {
	w.start("wsdl:service", attribute{"name", w.service.Name})
	for _, version := range w.soaps() {
		w.port(version.suffix, version.prefix)
	}
	for _, form := range w.forms() {
		w.port(form.suffix, "http")
	}
	w.end()
}

func (w *wsdl) port(suffix, prefix string) {
	w.start("wsdl:port", attribute{"name", w.service.Name + suffix}, attribute{"binding", "tns:" + w.service.Name + suffix})
	w.element(prefix+":address", attribute{"location", w.address})
	w.end()
}
