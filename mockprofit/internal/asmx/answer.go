package asmx

import (
	"maps"
	"net/http"
	"strconv"

	"profitbdd/mockprofit/internal/soap"
)

// answer is what is sent back, complete before its first byte goes out.
type answer struct {
	status       int
	contentType  string // "" for none
	cacheControl string
	header       http.Header // more of it; nil for most
	body         []byte
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

// faultAnswer composes an answer with a SOAP fault. The status is 500 whoever is to blame.
func faultAnswer(version soap.Version, fault *soap.Fault) answer {
	body := soap.AppendFault(make([]byte, 0, 768+len(fault.Message)+len(fault.Detail)), version, fault)
	return answer{status: http.StatusInternalServerError, contentType: version.ContentType(), cacheControl: cacheFault, body: body}
}

// bareAnswer composes one of the answers of the SOAP door that have no body.
func bareAnswer(status int, version soap.Version) answer {
	return answer{status: status, contentType: version.ContentType(), cacheControl: cacheFault}
}

// textAnswer composes an error of the form doors, of WSDL and disco: the message and a line end (ServerProtocol.WriteException).
func textAnswer(message string) answer {
	return answer{status: http.StatusInternalServerError, contentType: textPlain, cacheControl: cacheFault, body: []byte(message + "\r\n")}
}

// prepare fills in the header of the answer.
func (a *answer) prepare(header http.Header) {
	maps.Copy(header, a.header)
	values := []string{a.cacheControl, strconv.Itoa(len(a.body)), a.contentType} // one array for the three lists
	header["Cache-Control"] = values[0:1:1]
	header["Content-Length"] = values[1:2:2]
	if a.contentType != "" {
		header["Content-Type"] = values[2:3:3]
	}
}

// write sends the answer, whose header has been prepared. It is the only place that writes.
func (a *answer) write(w http.ResponseWriter) error {
	w.WriteHeader(a.status)
	if len(a.body) == 0 {
		return nil
	}
	_, err := w.Write(a.body)
	return err
}
