package asmx

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
	"slices"

	"profitbdd/mockprofit/internal/soap"
)

//go:embed pages/*.html
var pageFiles embed.FS

// pages are the documents for people: what DefaultWsdlHelpGenerator.aspx shows, in its order and sentences, and the error pages.
type pages struct {
	templates *template.Template
}

func newPages() *pages {
	return &pages{template.Must(template.ParseFS(pageFiles, "pages/*.html"))}
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

// serveHelp shows the list of operations, or with ?op= one of them.
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
	if o == nil {
		return q.show("unknown.html", page)
	}
	q.exchange.Operation = o.Name
	for _, parameter := range o.Parameters {
		page.Parameters = append(page.Parameters, parameter.Name)
	}
	page.Form = q.open(ProtocolPost) || q.open(ProtocolPostLocalhost) && q.isLocal()
	page.Samples = q.samples(o, page.Form)
	return q.show("operation.html", page)
}

func (q *request) show(name string, page helpPage) answer {
	return answer{status: http.StatusOK, contentType: textHTML, cacheControl: cacheFault, body: q.handler.pages.render(name, page)}
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
