package asmx

import (
	"mime"
	"net/http"
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// serveSample serves the request of a SOAP sample as a file: ?op=Name&sample=soap11. It is what the page of the operation shows, without
// the head, and its Content-Type is the one to send it with.
//
// ASP.NET has no such thing and would show the page, as it does whatever else the query holds. So a name that is not known is a mistake
// in the use of the mock, and told with a status that a download can't overlook.
func (q *request) serveSample(o *operation, name string) answer {
	var names []string
	for _, version := range q.sampleVersions() {
		if name == downloadName(version) {
			file := o.Name + "-" + name + ".xml"
			return answer{
				status: http.StatusOK, contentType: version.ContentType(), cacheControl: cacheFault, body: q.sampleRequest(o, version).bytes(),
				header: http.Header{
					"Content-Disposition":    {mime.FormatMediaType("attachment", map[string]string{"filename": file})},
					"X-Content-Type-Options": {"nosniff"},
				},
			}
		}
		names = append(names, "'"+downloadName(version)+"'")
	}
	there := "There is none."
	if len(names) > 0 {
		there = "Expected " + strings.Join(names, " or ") + "."
	}
	return q.refuse(CauseDescription, http.StatusNotFound, "Sample '"+name+"' was not found for method '"+o.Name+"'. "+there)
}

// downloadName is the name by which a sample is asked for: "soap11" or "soap12".
func downloadName(version soap.Version) string {
	return "soap" + strings.ReplaceAll(version.String(), ".", "")
}

// sampleVersions returns the versions of SOAP that are switched on.
func (q *request) sampleVersions() []soap.Version {
	var versions []soap.Version
	if q.open(ProtocolSOAP11) {
		versions = append(versions, soap.Version11)
	}
	if q.open(ProtocolSOAP12) {
		versions = append(versions, soap.Version12)
	}
	return versions
}
