package steps

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/cucumber/godog"

	"profitbdd/steps/browser"
	"profitbdd/steps/report"
)

// reader is somebody with a browser.
type reader struct {
	tab   *browser.Tab // nil until a page is opened
	reads bool         // the page in it is the last that the scenario speaks of, not what a program got since
	pages []seen       // on a phone
	file  browser.Download
}

// sentenceRemote stands in place of the test form for remote callers.
const sentenceRemote = "The test form is only available for requests from the local machine."

// downloadLink is what the link to a sample says.
const downloadLink = "Download an XML example file"

func (w *World) browserSteps(scenario sentences) {
	scenario.Step(`^somebody opens "([^"]*)" in a browser$`, func(ctx context.Context, path string) error {
		return w.open(ctx, path)
	})
	scenario.Step(`^somebody opens these pages on a phone$`, w.openOnPhone)
	scenario.Step(`^follows the link "([^"]*)"$`, func(ctx context.Context, text string) error {
		return w.inBrowser(func(tab *browser.Tab) error { return tab.Follow(ctx, browser.Link(text)) })
	})
	scenario.Step(`^clicks "([^"]*)"$`, func(ctx context.Context, text string) error {
		return w.inBrowser(func(tab *browser.Tab) error { return tab.Follow(ctx, browser.Button(text)) })
	})
	scenario.Step(`^fills in the form to request an activation code for "([^"]*)"$`, func(ctx context.Context, device string) error {
		return w.fillIn(ctx, device, (*browser.Tab).Paste)
	})
	scenario.Step(`^fills in the form to request an activation code for "([^"]*)" with the keyboard$`, func(ctx context.Context, device string) error {
		return w.fillIn(ctx, device, func(tab *browser.Tab, ctx context.Context, field browser.Thing, value string) error {
			if err := tab.Reach(ctx, field); err != nil {
				return err
			}
			return tab.Type(ctx, value)
		})
	})
	scenario.Step(`^goes to "([^"]*)" with the Tab key and presses Enter$`, func(ctx context.Context, text string) error {
		return w.inBrowser(func(tab *browser.Tab) error {
			if err := tab.Reach(ctx, browser.Link(text).Or(browser.Button(text))); err != nil {
				return err
			}
			return tab.Enter(ctx)
		})
	})
	scenario.Step(`^pastes the token for "([^"]*)", tags included, into the field "([^"]*)"$`, func(ctx context.Context, device, field string) error {
		return w.useOf(ctx, device, func(ctx context.Context, token string) error {
			if !strings.HasPrefix(token, "<token>") {
				return fmt.Errorf("expected a token with its tags, got %q", token)
			}
			return w.onForm(ctx, func(tab *browser.Tab) error { return tab.Paste(ctx, browser.Field(field+":"), token) })
		})
	})
	scenario.Step(`^downloads the XML example file for SOAP (1\.[12])$`, func(ctx context.Context, version string) error {
		return w.inBrowser(func(tab *browser.Tab) (err error) {
			w.reader.file, err = tab.Download(ctx, browser.Link(downloadLink).Within("SOAP "+version))
			return err
		})
	})
	scenario.Step(`^(?:somebody )?fills it in to request an activation code for "([^"]*)" and sends it as SOAP (1\.[12])$`, w.sendFile)

	scenario.Step(`^the file is called "([^"]*)"$`, func(name string) error {
		if w.reader.file.Name != name {
			return fmt.Errorf("expected the file %q, got %q", name, w.reader.file.Name)
		}
		return nil
	})
	scenario.Step(`^none of them is wider than the phone$`, func() error {
		return w.eachPage(func(page seen) error {
			if page.overflow > 0 {
				return fmt.Errorf("expected no need to scroll sideways, got a page that is %d pixels too wide", page.overflow)
			}
			return nil
		})
	})
	scenario.Step(`^each of them says "(.*)"$`, func(text string) error {
		return w.eachPage(func(page seen) error { return contains("page", page.text, text) })
	})
}

// seen is a page as it was on a phone.
type seen struct {
	path, text string
	overflow   int // pixels by which it is too wide
}

// openOnPhone opens pages one after the other.
func (w *World) openOnPhone(ctx context.Context, pages *godog.Table) error {
	tab, err := w.newTab(ctx)
	if err != nil {
		return err
	}
	if err := tab.Phone(ctx); err != nil {
		return err
	}
	for _, row := range pages.Rows {
		page := seen{path: row.Cells[0].Value}
		if err := w.open(ctx, page.path); err != nil {
			return err
		}
		if page.text, err = tab.Text(ctx); err != nil {
			return err
		}
		if page.overflow, err = tab.Overflow(ctx); err != nil {
			return err
		}
		w.reader.pages = append(w.reader.pages, page)
	}
	return nil
}

func (w *World) eachPage(hold func(seen) error) error {
	if len(w.reader.pages) == 0 {
		return missing("When somebody opens these pages on a phone")
	}
	var problems []error
	for _, page := range w.reader.pages {
		if err := hold(page); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", page.path, err))
		}
	}
	return errors.Join(problems...)
}

// newTab opens a tab for the scenario.
func (w *World) newTab(ctx context.Context) (*browser.Tab, error) {
	tab, err := w.suite.Browser.Open(ctx)
	if err != nil {
		return nil, err
	}
	w.afterwards(func(context.Context) error { tab.Close(); return nil })
	w.reader.tab = tab
	return tab, nil
}

// open opens a page of the mock that the scenario speaks of.
func (w *World) open(ctx context.Context, path string) error {
	address, err := url.Parse(w.serviceURL + path)
	if err != nil {
		return err
	}
	if w.host != "" {
		address.Host = net.JoinHostPort(w.host, address.Port())
	}
	if w.reader.tab == nil {
		if _, err := w.newTab(ctx); err != nil {
			return err
		}
	}
	w.reader.reads = true
	return w.reader.tab.Visit(ctx, address.String())
}

func (w *World) inBrowser(do func(*browser.Tab) error) error {
	if w.reader.tab == nil {
		return missing(`When somebody opens "tokenconnector.asmx" in a browser`)
	}
	w.reader.reads = true
	return do(w.reader.tab)
}

// onForm does something to the test form. A mock that ran already may find that
// we are remote, and then there is none.
func (w *World) onForm(ctx context.Context, do func(*browser.Tab) error) error {
	return w.inBrowser(func(tab *browser.Tab) error {
		if w.suite.Program == "" {
			text, err := tab.Text(ctx)
			if err != nil {
				return err
			}
			if strings.Contains(text, sentenceRemote) {
				return report.Skip("needs the test form, and the mock that was running already takes this machine for a remote one")
			}
		}
		return do(tab)
	})
}

// fillIn fills in the form of GenerateOTP, each field by what fill does.
func (w *World) fillIn(ctx context.Context, device string, fill func(*browser.Tab, context.Context, browser.Thing, string) error) error {
	values, err := w.parametersFor(ctx, device)
	if err != nil {
		return err
	}
	return w.onForm(ctx, func(tab *browser.Tab) error {
		for _, parameter := range values {
			if err := fill(tab, ctx, browser.Field(parameter.name+":"), parameter.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// parameter is one of GenerateOTP, with what the scenario gives for it.
type parameter struct{ name, value string }

func (w *World) parametersFor(ctx context.Context, device string) ([]parameter, error) {
	if err := w.resetRequest(); err != nil {
		return nil, err
	}
	w.request.Description, w.device = device, device
	return []parameter{
		{"userId", w.request.UserID}, {"apiKey", w.request.APIKey},
		{"environmentKey", w.request.EnvironmentKey}, {"description", device},
	}, w.countEmails(ctx)
}

// sendFile replaces the placeholders of a sample and posts it.
func (w *World) sendFile(ctx context.Context, device, version string) error {
	values, err := w.parametersFor(ctx, device)
	if err != nil {
		return err
	}
	content := w.reader.file.Content
	for _, parameter := range values {
		var escaped bytes.Buffer
		if err := xml.EscapeText(&escaped, []byte(parameter.value)); err != nil {
			return err
		}
		placeholder := fmt.Sprintf("<%[1]s>string</%[1]s>", parameter.name)
		if bytes.Count(content, []byte(placeholder)) != 1 {
			return fmt.Errorf("expected %s once in the file, got:\n%s", placeholder, content)
		}
		content = bytes.Replace(content, []byte(placeholder), fmt.Appendf(nil, "<%[1]s>%[2]s</%[1]s>", parameter.name, &escaped), 1)
	}
	if version == "1.2" {
		return w.send(ctx, http.MethodPost, "tokenconnector.asmx", http.Header{"Content-Type": {"application/soap+xml; charset=utf-8"}}, content)
	}
	return w.post(ctx, "tokenconnector.asmx", "urn:Afas.Profit.Services/GenerateOTP", content)
}

// page is what the reader sees, for the evidence; "" without a browser.
func (r *reader) page(ctx context.Context) string {
	if r.tab == nil {
		return ""
	}
	address, err := r.tab.Address(ctx)
	text, textErr := r.tab.Text(ctx)
	if err := errors.Join(err, textErr); err != nil {
		return "could not be read: " + err.Error()
	}
	return address + "\n\n" + text
}
