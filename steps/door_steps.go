package steps

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"profitbdd/steps/browser"
)

// doorSteps are about what stands around the services: pages, WSDL, disco, and
// the doors without SOAP.
func (w *World) doorSteps(scenario sentences) {
	scenario.Step(`^a mock that is asked from another machine$`, w.askedFromElsewhere)
	scenario.Step(`^a program sends (HEAD|PUT|DELETE|PATCH|OPTIONS) to "([^"]*)"$`, func(ctx context.Context, method, path string) error {
		return w.send(ctx, method, path, nil, nil)
	})
	scenario.Step(`^a program posts the form "([^"]*)" to "([^"]*)"$`, w.postForm)
	scenario.Step(`^a program on the mock's machine posts the form "([^"]*)" to "([^"]*)"$`, func(ctx context.Context, form, path string) error {
		w.host = "localhost" // which makes it one, wherever it really is
		return w.postForm(ctx, form, path)
	})

	scenario.Step(`^the page says "(.*)"$`, func(ctx context.Context, text string) error {
		page, err := w.pageText(ctx)
		if err != nil {
			return err
		}
		return contains("page", page, text)
	})
	scenario.Step(`^the page lists the operations "([^"]*)"$`, func(want string) error {
		var names []string
		for _, link := range operationLink.FindAllSubmatch(w.wire.body, -1) {
			names = append(names, string(link[1]))
		}
		if got := strings.Join(names, ", "); got != want {
			return fmt.Errorf("expected the operations %q, got %q", want, got)
		}
		return nil
	})
	scenario.Step(`^the page has (a|no) test form$`, func(ctx context.Context, want string) error {
		count, err := w.forms(ctx)
		if err == nil && (count > 0) != (want == "a") {
			err = fmt.Errorf("expected %s test form in the page, got %d", want, count)
		}
		return err
	})
	scenario.Step(`^the answer says nothing but "(.*)"$`, func(text string) error {
		if got := strings.TrimRight(string(w.wire.body), "\r\n"); got != text {
			return fmt.Errorf("expected %q, got %q", text, got)
		}
		return nil
	})
	scenario.Step(`^the answer allows the methods "([^"]*)"$`, func(methods string) error {
		if got := w.wire.header.Get("Allow"); got != methods {
			return fmt.Errorf("expected the methods %q, got %q", methods, got)
		}
		return nil
	})
	scenario.Step(`^the discovery document names the WSDL and the address of "([^"]*)"$`, w.discovers)
}

var (
	styleElement = regexp.MustCompile(`(?s)<style>.*?</style>`)
	anyTag       = regexp.MustCompile(`<[^>]*>`)

	operationLink = regexp.MustCompile(`<a href="tokenconnector\.asmx\?op=(\w+)">`)
)

func (w *World) postForm(ctx context.Context, form, path string) error {
	form, err := w.filled(form)
	if err != nil {
		return err
	}
	return w.send(ctx, http.MethodPost, path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(form))
}

// pageText is what a reader of the page sees: the one in the browser, or
// without one the one that a program got.
func (w *World) pageText(ctx context.Context) (string, error) {
	if w.reader.reads {
		return w.reader.tab.Text(ctx)
	}
	if kind := w.wire.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		return "", fmt.Errorf("expected a page, got the Content-Type %q: %.500s", kind, w.wire.body)
	}
	return html.UnescapeString(anyTag.ReplaceAllString(styleElement.ReplaceAllString(string(w.wire.body), ""), "")), nil
}

// forms counts the test forms of the page.
func (w *World) forms(ctx context.Context) (int, error) {
	if w.reader.reads {
		return w.reader.tab.Has(ctx, browser.Form)
	}
	return strings.Count(string(w.wire.body), "<form "), nil
}

// discovers checks the discovery document of a service (disco).
func (w *World) discovers(file string) error {
	var read struct {
		XMLName  xml.Name `xml:"http://schemas.xmlsoap.org/disco/ discovery"`
		Contract struct {
			Ref string `xml:"ref,attr"`
		} `xml:"http://schemas.xmlsoap.org/disco/scl/ contractRef"`
		Addresses []struct {
			Address string `xml:"address,attr"`
		} `xml:"http://schemas.xmlsoap.org/disco/soap/ soap"`
	}
	if err := xml.Unmarshal(w.wire.body, &read); err != nil {
		return fmt.Errorf("expected a discovery document, got %.500q: %w", w.wire.body, err)
	}
	address, err := url.JoinPath(w.serviceURL, file)
	if err != nil {
		return err
	}
	var problems []error
	if want := address + "?wsdl"; read.Contract.Ref != want {
		problems = append(problems, fmt.Errorf("expected the WSDL %s, got %q", want, read.Contract.Ref))
	}
	if len(read.Addresses) != 2 || read.Addresses[0].Address != address || read.Addresses[1].Address != address {
		problems = append(problems, fmt.Errorf("expected the address %s for SOAP 1.1 and for 1.2, got %+v", address, read.Addresses))
	}
	return errors.Join(problems...)
}
