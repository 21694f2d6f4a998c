package steps

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"profitbdd/mockprofit/control"
)

// The namespace and the SOAP action of each operation begin alike.
const serviceNamespace = "urn:Afas.Profit.Services"

var envelopeNamespaces = map[string]string{
	"1.1": "http://schemas.xmlsoap.org/soap/envelope/",
	"1.2": "http://www.w3.org/2003/05/soap-envelope",
}

// edgeSteps are what a program sends byte by byte, and what the mock makes of
// it. In what is sent, {user}, {API key}, {environment key}, {code} and {token}
// stand for those of the scenario, {a good request} for a whole envelope, and
// {blank}, {CR LF} and {LF} for what can't be written here.
func (w *World) edgeSteps(scenario sentences) {
	scenario.Step(`^a program calls (\w+) with$`, func(ctx context.Context, operation string, body *godog.DocString) error {
		return w.callWith(ctx, operation, body.Content)
	})
	scenario.Step(`^a program calls (\w+) with "(.*)"$`, w.callWith)
	scenario.Step(`^Profit sees$`, w.profitSees)
	scenario.Step(`^Profit sees ([\w, ]+) as null$`, w.profitSeesNull)
	scenario.Step(`^Profit sees the description "(.*)"$`, func(ctx context.Context, description string) error {
		description, err := w.filled(description)
		if err != nil {
			return err
		}
		return w.sees(ctx, "description", &description)
	})
	scenario.Step(`^Profit is not asked$`, func(ctx context.Context) error {
		exchange, err := w.ownExchange(ctx)
		if err != nil {
			return err
		}
		if exchange.Outcome != "turned away" {
			return fmt.Errorf("expected a request that is turned away, got the outcome %q", exchange.Outcome)
		}
		return nil
	})
	scenario.Step(`^the hint "([^"]*)" says "(.*)"$`, w.hints)
	scenario.Step(`^there is no hint$`, func(ctx context.Context) error {
		exchange, err := w.ownExchange(ctx)
		if err == nil && len(exchange.Hints) > 0 {
			err = fmt.Errorf("expected no hint, got %+v", exchange.Hints)
		}
		return err
	})
	scenario.Step(`^the log says "(.*)"$`, w.logSays)
	scenario.Step(`^the log does not hold "(.*)"$`, func(text string) error {
		if strings.Contains(w.said(), text) {
			return fmt.Errorf("expected a log without %q, got:\n%s", text, w.said())
		}
		return nil
	})
	scenario.Step(`^the answer is in SOAP (1\.1|1\.2)$`, func(version string) error {
		return contains("answer", string(w.wire.body), `<soap:Envelope xmlns:soap="`+envelopeNamespaces[version]+`"`)
	})
	scenario.Step(`^the answer contains "(.*)"$`, func(text string) error { return contains("answer", string(w.wire.body), text) })
	scenario.Step(`^the answer does not contain "(.*)"$`, func(text string) error {
		if bytes.Contains(w.wire.body, []byte(text)) {
			return fmt.Errorf("expected an answer without %q, got %.2000s", text, w.wire.body)
		}
		return nil
	})
	scenario.Step(`^the media type of the answer is "([^"]*)"$`, func(mediaType string) error {
		if got := w.wire.header.Get("Content-Type"); got != mediaType {
			return fmt.Errorf("expected the media type %q, got %q", mediaType, got)
		}
		return nil
	})
}

// callWith sends a SOAP 1.1 request, well-formed by its wrapping, that holds in
// its Body what is given.
func (w *World) callWith(ctx context.Context, operation, body string) error {
	body, err := w.filled(body)
	if err != nil {
		return err
	}
	return w.post(ctx, "tokenconnector.asmx", serviceNamespace+"/"+operation, []byte(wrapped("1.1", body)))
}

func wrapped(version, body string) string {
	return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="` + envelopeNamespaces[version] + `"><soap:Body>` + body + `</soap:Body></soap:Envelope>`
}

// goodRequest is an envelope that requests an activation code, with nothing
// wrong.
func (w *World) goodRequest(version string) string {
	return wrapped(version, `<GenerateOTP xmlns="`+serviceNamespace+`"><userId>{user}</userId><apiKey>{API key}</apiKey>`+
		`<environmentKey>{environment key}</environmentKey><description>laptop</description></GenerateOTP>`)
}

// filled puts what the scenario has into a text.
func (w *World) filled(text string) (string, error) {
	text = strings.NewReplacer("{blank}", " ", "{CR LF}", "\r\n", "{LF}", "\n").Replace(text)
	text = strings.ReplaceAll(text, "{a good request}", w.goodRequest("1.1"))
	text = strings.ReplaceAll(text, "{a good request in SOAP 1.2}", w.goodRequest("1.2"))
	if !strings.Contains(text, "{") {
		return text, nil
	}
	if strings.Contains(text, "{code}") {
		email, err := w.email()
		if err != nil {
			return "", err
		}
		code, err := codeIn(email)
		if err != nil {
			return "", err
		}
		text = strings.ReplaceAll(text, "{code}", code)
	}
	if w.environment != nil {
		text = strings.NewReplacer("{user}", w.environment.Users[0].ID, "{API key}", w.environment.AppConnectors[0].APIKey,
			"{environment key}", w.environment.EnvironmentKey).Replace(text)
	}
	if token := w.tokens[w.device]; token != "" {
		text = strings.NewReplacer("{token}", token, "{token, escaped}", strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(token)).Replace(text)
	}
	for _, placeholder := range []string{"{user}", "{API key}", "{environment key}", "{token}", "{token, escaped}"} {
		if strings.Contains(text, placeholder) {
			return "", fmt.Errorf("%s stands for something that this scenario does not have (yet)", placeholder)
		}
	}
	return text, nil
}

// encoded returns a text in the encoding that a scenario names.
func encoded(text, name string) ([]byte, error) {
	const byteOrderMark = "\uFEFF"
	var chosen encoding.Encoding
	switch name {
	case "", "UTF-8":
		return []byte(text), nil
	case "UTF-8 with a byte-order mark":
		return []byte(byteOrderMark + text), nil
	case "gzip":
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		_, err := writer.Write([]byte(text))
		return packed.Bytes(), errors.Join(err, writer.Close())
	case "ISO-8859-1":
		chosen = charmap.ISO8859_1
	case "Windows-1252":
		chosen = charmap.Windows1252
	case "UTF-16, little-endian":
		chosen = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "UTF-16, big-endian":
		chosen = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		return nil, fmt.Errorf("expected an encoding such as UTF-8, ISO-8859-1, Windows-1252, UTF-16, little-endian or gzip, got %q", name)
	}
	text = strings.Replace(text, `encoding="utf-8"`, "", 1)
	return chosen.NewEncoder().Bytes([]byte(text))
}

// ownExchange finds the last request of the scenario in the journal, by the
// mark that it bears.
func (w *World) ownExchange(ctx context.Context) (control.Exchange, error) {
	if w.wire.mark == "" {
		return control.Exchange{}, missing("When a program calls …, posts … or gets …")
	}
	for _, most := range []int{50, 1000} { // it is among the newest, unless much happens at the same time
		exchanges, err := w.control.Exchanges(ctx, control.ExchangeFilter{Most: most})
		if err != nil {
			return control.Exchange{}, err
		}
		for _, exchange := range exchanges {
			if http.Header(exchange.Request.Header).Get("User-Agent") == w.wire.mark {
				return exchange, nil
			}
		}
	}
	return control.Exchange{}, errors.New("the request is not in the journal")
}

// logSays waits for a text in what the scenario's own mock prints, which takes
// a moment to arrive.
func (w *World) logSays(ctx context.Context, text string) error {
	retry := time.NewTicker(5 * time.Millisecond)
	defer retry.Stop()
	for {
		err := w.says(text)
		if err == nil {
			return nil
		}
		select {
		case <-retry.C:
		case <-ctx.Done():
			return err
		}
	}
}

// profitSees compares the parameters as the service saw them; "null" is null.
func (w *World) profitSees(ctx context.Context, table *godog.Table) error {
	for _, row := range table.Rows {
		if len(row.Cells) != 2 {
			return errors.New("expected two columns: a parameter and its value")
		}
		value, err := w.filled(unquoted(row.Cells[1].Value))
		if err != nil {
			return err
		}
		want := &value
		if row.Cells[1].Value == "null" {
			want = nil
		}
		if err := w.sees(ctx, row.Cells[0].Value, want); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) profitSeesNull(ctx context.Context, names string) error {
	for _, name := range strings.Split(strings.ReplaceAll(names, " and ", ", "), ", ") {
		if err := w.sees(ctx, name, nil); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) sees(ctx context.Context, name string, want *string) error {
	exchange, err := w.ownExchange(ctx)
	if err != nil {
		return err
	}
	for _, parameter := range exchange.Parameters {
		if parameter.Name == name {
			if got := parameter.Value; (got == nil) != (want == nil) || got != nil && *got != *want {
				return fmt.Errorf("expected that Profit sees %s as %s, it sees %s", name, shown(want), shown(got))
			}
			return nil
		}
	}
	return fmt.Errorf("expected the parameter %s, got %+v (%s)", name, exchange.Parameters, exchange.Reason)
}

func shown(value *string) string {
	if value == nil {
		return "null"
	}
	return fmt.Sprintf("%q", *value)
}

// hints looks for a hint of the last request.
func (w *World) hints(ctx context.Context, rule, text string) error {
	exchange, err := w.ownExchange(ctx)
	if err != nil {
		return err
	}
	if text, err = w.filled(text); err != nil {
		return err
	}
	for _, hint := range exchange.Hints {
		if hint.Rule == rule && strings.Contains(hint.Seen+" "+hint.Remedy, text) {
			return nil
		}
	}
	return fmt.Errorf("expected the hint %s with %q, got %+v", rule, text, exchange.Hints)
}
