package steps

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/connector"
)

// wire is what a scenario sent and got byte by byte.
type wire struct {
	raw    []string // exchanges, to be shown when the scenario fails
	mark   string   // by which the last request is found in the journal
	closed bool     // the mock closed the connection, after the answer if there was one

	closing   bool  // the answer says that the connection is closed
	asked     bool  // the mock asked for the body before it was sent
	pipelined []int // statuses of answers to requests that were sent at once
	answer
}

// answer is one of HTTP.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (w *World) wireSteps(scenario sentences) {
	scenario.Step(`^a program that speaks SOAP 1\.1$`, func() {
		w.program = connector.NewGenerated(w.serviceURL, w.client(), nil)
	})
	scenario.Step(`^a program that speaks SOAP 1\.2$`, func() {
		w.program = connector.NewSOAP12(w.serviceURL, w.client())
	})
	scenario.Step(`^a program gets "([^"]*)"$`, func(ctx context.Context, path string) error {
		return w.send(ctx, http.MethodGet, path, nil, nil)
	})
	scenario.Step(`^a program posts to "([^"]*)" with$`, w.postTable)
	scenario.Step(`^a program posts to "([^"]*)" with the SOAPAction "([^"]*)":$`, func(ctx context.Context, file, action string, body *godog.DocString) error {
		return w.post(ctx, file, action, []byte(body.Content))
	})
	scenario.Step(`^a program posts (\d+) bytes$`, func(ctx context.Context, size int) error {
		return w.post(ctx, "tokenconnector.asmx", "urn:Afas.Profit.Services/DeleteToken", envelopeOf(size))
	})
	scenario.Step(`^a program begins a request and never ends it$`, w.neverEnding)
	scenario.Step(`^a program has begun a request and does not go on$`, w.unfinished)

	scenario.Step(`^the answer is HTTP (\d+)$`, func(status int) error {
		if w.wire.status != status {
			return fmt.Errorf("expected HTTP %d, got %d: %.500s", status, w.wire.status, w.wire.body)
		}
		return nil
	})
	scenario.Step(`^the answer has no body$`, func() error {
		if len(w.wire.body) > 0 {
			return fmt.Errorf("expected no body, got %q", w.wire.body)
		}
		return nil
	})
	scenario.Step(`^the fault says "(.*)"$`, w.faultSays)
	scenario.Step(`^the WSDL describes the operation "([^"]*)" with the parameters "([^"]*)"$`, w.describes)
	scenario.Step(`^the WSDL names the address at which it was asked for, ending in "([^"]*)"$`, w.namesAddress)
	scenario.Step(`^the connection is closed$`, func() error {
		if !w.wire.closed {
			return errors.New("expected that the mock closed the connection; nothing tells that it did")
		}
		return nil
	})
	scenario.Step(`^the journal tells that it was turned away because "(.*)"$`, w.journalTells)
	scenario.Step(`^the mock goes on$`, w.goesOn)
}

// send sends a request that the following sentences speak of.
func (w *World) send(ctx context.Context, method, path string, header http.Header, body []byte) (err error) {
	if header == nil {
		header = http.Header{}
	}
	if err := w.beginExchange(); err != nil {
		return err
	}
	header["User-Agent"] = []string{w.wire.mark}
	w.wire.answer, err = w.exchange(ctx, method, path, header, body)
	return err
}

// beginExchange forgets the answer of the last request and makes the mark of the
// next, which tells it from all others.
func (w *World) beginExchange() error {
	digits, err := w.random(12) // fewer than would look like a secret
	if err != nil {
		return err
	}
	w.wire.mark = "scenario " + digits
	w.reader.reads = false
	w.wire.answer, w.wire.closed, w.wire.closing, w.wire.asked, w.wire.pipelined = answer{}, false, false, false, nil
	return nil
}

func (w *World) exchange(ctx context.Context, method, path string, header http.Header, body []byte) (answer, error) {
	address := w.serviceURL + path
	if strings.HasPrefix(path, "/") {
		root, err := url.Parse(w.serviceURL)
		if err != nil {
			return answer{}, err
		}
		address = root.Scheme + "://" + root.Host + path
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	if w.host != "" {
		request.Host = net.JoinHostPort(w.host, request.URL.Port())
	}
	if host := header.Get("Host"); host != "" {
		request.Host = host
	}
	shown, _ := httputil.DumpRequestOut(request, len(body) < 10_000) // for the evidence only
	response, err := w.direct.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	got := answer{status: response.StatusCode, header: response.Header}
	if got.body, err = io.ReadAll(response.Body); err != nil {
		return answer{}, err
	}
	w.wire.raw = append(w.wire.raw, fmt.Sprintf("%s\n\nHTTP %d %v\n%.10000s", shown, got.status, got.header, got.body))
	return got, nil
}

func (w *World) post(ctx context.Context, file, action string, body []byte) error {
	return w.send(ctx, http.MethodPost, file, http.Header{
		"Content-Type": {"text/xml; charset=utf-8"}, "Soapaction": {strconv.Quote(action)},
	}, body)
}

// postTable posts what the rows say: headers by name, and the rows body and
// encoding.
func (w *World) postTable(ctx context.Context, file string, table *godog.Table) error {
	header, body, encoding := http.Header{}, "", ""
	for _, row := range table.Rows {
		if len(row.Cells) != 2 {
			return errors.New("expected two columns: a header, or body, and its value")
		}
		value, err := w.filled(row.Cells[1].Value)
		if err != nil {
			return err
		}
		switch name := row.Cells[0].Value; name {
		case "body":
			body = value
		case "encoding":
			encoding = value
		default:
			if value != "" {
				header.Set(name, value)
			}
		}
	}
	content, err := encoded(body, encoding)
	if err != nil {
		return err
	}
	return w.send(ctx, http.MethodPost, file, header, content)
}

// envelopeOf returns a well-formed request of the size given, in bytes.
func envelopeOf(size int) []byte {
	const head = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><DeleteToken xmlns="urn:Afas.Profit.Services"><token>`
	const tail = `</token></DeleteToken></soap:Body></soap:Envelope>`
	filler := bytes.Repeat([]byte("x"), max(0, size-len(head)-len(tail)))
	return append(append([]byte(head), filler...), tail...)
}

// beginRequest opens a connection and sends the head of a request that promises a
// body.
func (w *World) beginRequest(ctx context.Context, more string) (net.Conn, error) {
	address, err := url.Parse(w.serviceURL)
	if err != nil {
		return nil, err
	}
	connection, err := w.dial(ctx)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(connection, "POST %stokenconnector.asmx HTTP/1.1\r\nHost: %s\r\nContent-Type: text/xml; charset=utf-8\r\n"+
		"SOAPAction: \"urn:Afas.Profit.Services/DeleteToken\"\r\nContent-Length: 1000\r\n%s\r\n", address.Path, address.Host, more)
	return connection, err
}

// neverEnding sends a part of the body and waits for what the mock does.
func (w *World) neverEnding(ctx context.Context) error {
	connection, err := w.beginRequest(ctx, "")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(connection, "<soap:Envelope"); err != nil {
		return err
	}
	received, err := io.ReadAll(connection)
	w.wire.raw = append(w.wire.raw, fmt.Sprintf("(part of a request)\n\n%s", received))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("the connection was still open at the end of the scenario: %w", err)
	case err != nil:
		return err
	}
	w.wire.closed = true
	if len(received) == 0 {
		return nil
	}
	line, _, _ := strings.Cut(string(received), "\r\n")
	if _, err := fmt.Sscanf(line, "HTTP/1.1 %d", &w.wire.status); err != nil {
		return fmt.Errorf("expected a status line, got %q: %w", line, err)
	}
	return nil
}

// unfinished sends no body, though the mock has asked for it.
func (w *World) unfinished(ctx context.Context) error {
	connection, err := w.beginRequest(ctx, "Expect: 100-continue\r\n")
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 100") {
		return errors.Join(fmt.Errorf("expected HTTP 100, got %q", line), err)
	}
	return nil
}

func (w *World) faultSays(message string) error {
	var envelope struct {
		Message string `xml:"Body>Fault>faultstring"`
		Reason  string `xml:"Body>Fault>Reason>Text"`
	}
	if err := xml.Unmarshal(w.wire.body, &envelope); err != nil {
		return fmt.Errorf("expected a fault, got %.500q: %w", w.wire.body, err)
	}
	if got := envelope.Message + envelope.Reason; got != message {
		return fmt.Errorf("expected the fault %q, got %q", message, got)
	}
	return nil
}

// wsdl is the part of a WSDL that the sentences speak of.
type wsdl struct {
	XMLName  xml.Name `xml:"http://schemas.xmlsoap.org/wsdl/ definitions"`
	Elements []struct {
		Name       string `xml:"name,attr"`
		Parameters []struct {
			Name string `xml:"name,attr"`
		} `xml:"complexType>sequence>element"`
	} `xml:"types>schema>element"`
	Ports []struct {
		Address struct {
			Location string `xml:"location,attr"`
		} `xml:"address"`
	} `xml:"service>port"`
}

func (a answer) wsdl() (wsdl, error) {
	var read wsdl
	if err := xml.Unmarshal(a.body, &read); err != nil {
		return read, fmt.Errorf("expected a WSDL, got %.500q: %w", a.body, err)
	}
	return read, nil
}

func (w *World) describes(operation, parameters string) error {
	read, err := w.wire.wsdl()
	if err != nil {
		return err
	}
	for _, element := range read.Elements {
		if element.Name != operation {
			continue
		}
		var names []string
		for _, parameter := range element.Parameters {
			names = append(names, parameter.Name)
		}
		if got := strings.Join(names, ", "); got != parameters {
			return fmt.Errorf("expected the parameters %q, got %q", parameters, got)
		}
		return nil
	}
	return fmt.Errorf("expected the operation %s, got %+v", operation, read.Elements)
}

func (w *World) namesAddress(end string) error {
	read, err := w.wire.wsdl()
	if err != nil {
		return err
	}
	root, err := url.Parse(w.serviceURL)
	if err != nil {
		return err
	}
	if len(read.Ports) != 2 {
		return fmt.Errorf("expected two ports, got %+v", read.Ports)
	}
	for _, port := range read.Ports {
		if want := root.Scheme + "://" + root.Host + end; port.Address.Location != want {
			return fmt.Errorf("expected the address %s, got %s", want, port.Address.Location)
		}
	}
	return nil
}

func (w *World) journalTells(ctx context.Context, reason string) error {
	exchanges, err := w.control.Exchanges(ctx, control.ExchangeFilter{Outcome: "turned away", Most: 1000})
	if err != nil {
		return err
	}
	var reasons []string
	for _, exchange := range exchanges {
		if strings.Contains(exchange.Reason, reason) {
			return nil
		}
		reasons = append(reasons, exchange.Reason)
	}
	return fmt.Errorf("expected %q in the journal, got %q", reason, reasons)
}

// goesOn asks for a WSDL: whoever answers that is alive.
func (w *World) goesOn(ctx context.Context) error {
	got, err := w.exchange(ctx, http.MethodGet, "tokenconnector.asmx?WSDL", nil, nil)
	if err != nil {
		return err
	}
	if got.status != http.StatusOK {
		return fmt.Errorf("expected HTTP 200, got %d: %.500s", got.status, got.body)
	}
	_, err = got.wsdl()
	return err
}
