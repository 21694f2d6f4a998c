package asmx

import (
	"net/http"
	"strconv"

	"profitbdd/mockprofit/internal/soap"
)

// answer is what is sent back, complete before its first byte goes out.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// What ASP.NET says about caching: a web method without CacheDuration, and everything else.
const (
	cacheSuccess = "private, max-age=0"
	cacheFault   = "private"
)

const (
	textXML   = "text/xml; charset=utf-8"
	textPlain = "text/plain; charset=utf-8"
	textHTML  = "text/html; charset=utf-8"
)

// newAnswer composes an answer; an empty content type is left out.
func newAnswer(status int, contentType, cacheControl string, body []byte) answer {
	values := []string{cacheControl, strconv.Itoa(len(body)), contentType} // one array for the three lists
	header := make(http.Header, 4)
	header["Cache-Control"] = values[0:1:1]
	header["Content-Length"] = values[1:2:2]
	if contentType != "" {
		header["Content-Type"] = values[2:3:3]
	}
	return answer{status: status, header: header, body: body}
}

// faultAnswer composes an answer with a SOAP fault. The status is 500 whoever is to blame.
func faultAnswer(version soap.Version, fault *soap.Fault) answer {
	body := soap.AppendFault(make([]byte, 0, 768+len(fault.Message)+len(fault.Detail)), version, fault)
	return newAnswer(http.StatusInternalServerError, version.ContentType(), cacheFault, body)
}

// bareAnswer composes one of the answers of the SOAP door that have no body.
func bareAnswer(status int, version soap.Version) answer {
	return newAnswer(status, version.ContentType(), cacheFault, nil)
}

// textAnswer composes an error of the form doors, of WSDL and disco: the message and a line end (ServerProtocol.WriteException).
func textAnswer(message string) answer {
	return newAnswer(http.StatusInternalServerError, textPlain, cacheFault, []byte(message+"\r\n"))
}

// write sends the answer. It is the only place that writes.
func (a answer) write(w http.ResponseWriter) error {
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	w.WriteHeader(a.status)
	if len(a.body) == 0 {
		return nil
	}
	_, err := w.Write(a.body)
	return err
}
