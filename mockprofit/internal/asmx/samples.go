package asmx

import (
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// sample is a request and its answer, to be copied and filled in.
type sample struct {
	Protocol          string
	Download          string // the name by which the request is to be had as a file, "" when it isn't
	Request, Response []segment
}

// segment is a piece of a sample message: text as it is, or a placeholder for a value.
type segment struct {
	Text  string
	Value bool
}

// message puts a sample message together.
type message struct{ segments []segment }

func (m *message) text(text ...string) *message {
	m.segments = append(m.segments, segment{Text: strings.Join(text, "")})
	return m
}

func (m *message) value(placeholder string) *message {
	m.segments = append(m.segments, segment{Text: placeholder, Value: true})
	return m
}

func (m *message) append(other *message) *message {
	m.segments = append(m.segments, other.segments...)
	return m
}

// bytes returns the message as it is sent, placeholders included.
func (m *message) bytes() []byte {
	var text []byte
	for _, segment := range m.segments {
		text = append(text, segment.Text...)
	}
	return text
}

// samples returns the samples for an operation: of each protocol that is switched on, of the form door if the caller may use it.
func (q *request) samples(o *operation, form bool) []sample {
	var samples []sample
	for _, version := range q.sampleVersions() {
		samples = append(samples, q.soapSample(o, version))
	}
	if q.open(ProtocolGet) {
		request := new(message)
		request.text("GET ", q.URL.EscapedPath(), "/", o.Name)
		request.form(o, "?").text(" HTTP/1.1\nHost: ", q.Host, "\n")
		samples = append(samples, sample{Protocol: "HTTP GET", Request: request.segments, Response: q.formResponse(o)})
	}
	if form {
		request := new(message)
		request.text("POST ", q.URL.EscapedPath(), "/", o.Name, " HTTP/1.1\nHost: ", q.Host, "\nContent-Type: ", formType, "\nContent-Length: ")
		request.value("length").text("\n\n").form(o, "")
		samples = append(samples, sample{Protocol: "HTTP POST", Request: request.segments, Response: q.formResponse(o)})
	}
	return samples
}

func (q *request) soapSample(o *operation, version soap.Version) sample {
	request := new(message)
	request.text("POST ", q.URL.EscapedPath(), " HTTP/1.1\nHost: ", q.Host, "\nContent-Type: ", version.ContentType(), "\nContent-Length: ").value("length")
	if version == soap.Version11 {
		request.text("\nSOAPAction: \"", q.service.Action(o.Name), `"`)
	}
	request.text("\n\n").append(q.sampleRequest(o, version))

	response := new(message)
	response.text("HTTP/1.1 200 OK\nContent-Type: ", version.ContentType(), "\nContent-Length: ").value("length").text("\n\n")
	var result []Parameter
	if o.Returns {
		result = []Parameter{{Name: o.Name + "Result"}}
	}
	response.envelope(version, q.service.Namespace, o.Name+"Response", result)
	return sample{"SOAP " + version.String(), downloadName(version), request.segments, response.segments}
}

// sampleRequest returns the envelope of a request.
func (q *request) sampleRequest(o *operation, version soap.Version) *message {
	request := new(message)
	request.envelope(version, q.service.Namespace, o.Name, o.Parameters)
	return request
}

// envelope appends an envelope around an element with children.
func (m *message) envelope(version soap.Version, namespace, name string, children []Parameter) {
	prefix := "soap"
	if version == soap.Version12 {
		prefix = "soap12"
	}
	m.text(soap.Declaration, "\n<", prefix, `:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:`,
		prefix, `="`, version.Namespace(), "\">\n  <", prefix, ":Body>\n    <", name, ` xmlns="`, string(soap.AppendAttribute(nil, namespace)), `"`)
	if len(children) == 0 {
		m.text(" />")
	} else {
		m.text(">")
		for _, child := range children {
			m.text("\n      <", child.Name, ">").value(child.Type.String()).text("</", child.Name, ">")
		}
		m.text("\n    </", name, ">")
	}
	m.text("\n  </", prefix, ":Body>\n</", prefix, ":Envelope>")
}

// form appends the parameters as a form sends them.
func (m *message) form(o *operation, before string) *message {
	for _, parameter := range o.Parameters {
		m.text(before, parameter.Name, "=").value(parameter.Type.String())
		before = "&"
	}
	return m
}

func (q *request) formResponse(o *operation) []segment {
	response := new(message)
	response.text("HTTP/1.1 200 OK\n")
	if o.Returns {
		response.text("Content-Type: ", textXML, "\nContent-Length: ").value("length")
		response.text("\n\n", soap.Declaration, "\n<string xmlns=\"", string(soap.AppendAttribute(nil, q.service.Namespace)), `">`).value("string").text("</string>")
	}
	return response.segments
}
