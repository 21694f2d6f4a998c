package asmx

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"path"
	"slices"

	"profitbdd/mockprofit/internal/soap"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed pages/page.css
var pageStyle string

// pages are the documents for people: what DefaultWsdlHelpGenerator.aspx shows, in its order and sentences, and the error pages.
type pages struct {
	templates *template.Template
	header    http.Header // of every page; it is only read
}

func newPages() *pages {
	style := template.FuncMap{"style": func() template.CSS { return template.CSS(pageStyle) }}
	return &pages{
		templates: template.Must(template.New("").Funcs(style).ParseFS(pageFiles, "pages/*.html")),
		header: http.Header{
			"Content-Security-Policy": {contentSecurityPolicy(pageStyle)},
			"X-Content-Type-Options":  {"nosniff"},
		},
	}
}

// contentSecurityPolicy allows a page nothing but its own style, its empty icon and forms that lead back here: pages show what callers
// sent, and none has a script.
func contentSecurityPolicy(style string) string {
	digest := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'; img-src data:; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'"
}

// helpPage is what the templates of the help pages show.
type helpPage struct {
	Service    string
	File       string   // as the request wrote it
	Operations []string // sorted
	Operation  string
	Parameters []string
	Form       bool // the caller may use the form
	Samples    []sample
}

// serveHelp shows the list of operations, or with ?op= one of them, or serves a sample of it.
func (q *request) serveHelp(asked query) answer {
	page := helpPage{Service: q.service.Name, File: path.Base(q.URL.EscapedPath())}
	name, _ := asked.get("op")
	if name == "" {
		for i := range q.service.Operations {
			page.Operations = append(page.Operations, q.service.Operations[i].Name)
		}
		slices.Sort(page.Operations)
		return q.show("service.html", page)
	}
	page.Operation = name
	o := q.service.operations[name]
	download, downloads := asked.get("sample")
	switch {
	case o == nil && downloads:
		return q.refuse(CauseDescription, http.StatusNotFound, "Method '"+name+"' was not found in service "+q.service.Name+".")
	case o == nil:
		return q.show("unknown.html", page)
	}
	q.exchange.Operation = o.Name
	if downloads {
		return q.serveSample(o, download)
	}
	for _, parameter := range o.Parameters {
		page.Parameters = append(page.Parameters, parameter.Name)
	}
	page.Form = q.open(ProtocolPost) || q.open(ProtocolPostLocalhost) && q.isLocal()
	page.Samples = q.samples(o, page.Form)
	return q.show("operation.html", page)
}

func (q *request) show(name string, page helpPage) answer {
	return q.page(http.StatusOK, q.handler.pages.render(name, page))
}

// page composes the answer with a page.
func (q *request) page(status int, body []byte) answer {
	return answer{status: status, contentType: textHTML, cacheControl: cacheFault, header: q.handler.pages.header, body: body}
}

// failure returns an error page. Quotes in the sentence stay as they are, for those who search the bytes for it.
func (p *pages) failure(status int, sentence string) []byte {
	escaped := template.HTML(soap.AppendText(nil, sentence))
	return p.render("failure.html", struct {
		Status   string
		Sentence template.HTML
	}{http.StatusText(status), escaped})
}

func (p *pages) render(name string, data any) []byte {
	var page bytes.Buffer
	if err := p.templates.ExecuteTemplate(&page, name, data); err != nil {
		panic(err) // the templates and what they show are part of the program, and a buffer takes everything
	}
	return page.Bytes()
}
