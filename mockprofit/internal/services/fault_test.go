package services_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/soap"
)

// TestRefusalOnTheWire pins every byte of a refusal: existing clients search
// the raw text of an answer rather than parse it.
func TestRefusalOnTheWire(t *testing.T) {
	refusals := map[string]struct {
		operation, parameters string
	}{
		"not-in-group": {"GenerateOTP", keys(bakker) + parameters("description", "laptop")},
		"malformed":    {"DeleteToken", parameters("token", "no token")}, // has a WARN line
	}
	for name, refusal := range refusals {
		for _, version := range []soap.Version{soap.Version11, soap.Version12} {
			for _, language := range []profit.Language{profit.Dutch, profit.English} {
				file := fmt.Sprintf("%s-%s-%s.txt", name, version, language)
				t.Run(file, func(t *testing.T) {
					w := newWorldIn(t, language, func(definition *profit.Definition) { definition.Language = language })
					golden(t, file, w.call(version, refusal.operation, refusal.parameters).raw())
				})
			}
		}
	}
}

// fault is a SOAP 1.1 fault as a client reads it.
type fault struct {
	Code    string `xml:"Body>Fault>faultcode"`
	Message string `xml:"Body>Fault>faultstring"`
	Detail  struct {
		XMLName xml.Name
		Number  int    `xml:"ErrorNumber"`
		Message string `xml:"Message"`
		Detail  string `xml:"Detail"`
	} `xml:"Body>Fault>detail>ProfitApplicationException"`
}

func (r reply) fault(t *testing.T) fault {
	t.Helper()
	require.Equal(t, http.StatusInternalServerError, r.status, r.body)
	var read fault
	require.NoError(t, xml.Unmarshal([]byte(r.body), &read), r.body)
	return read
}

// The expressions by which existing clients read the detail.
var (
	logReference = regexp.MustCompile(`Log reference\.+:([ A-Z0-9]+)`)
	description  = regexp.MustCompile(`Description\.+:(.+)`)
)

func TestDetailTellsWhereToLook(t *testing.T) {
	w := newWorld(t, nil)
	answer := w.call(soap.Version11, "GenerateOTP", keys("12345.nobody")+parameters("description", "laptop"))
	told := answer.fault(t)
	require.Equal(t, "soap:Server", told.Code)
	require.Equal(t, profit.UnknownUser.Dutch.Message, told.Message)
	require.Equal(t, told.Message, told.Detail.Message)
	require.Equal(t, -2147180999, told.Detail.Number)
	require.Equal(t, "Description....: "+told.Message+"\nLog reference....: "+answer.exchange.Reference+"\n", told.Detail.Detail)
	require.NotContains(t, answer.body, "\r", "lines end in LF alone")
	require.Equal(t, told.Message, strings.TrimSpace(description.FindStringSubmatch(answer.body)[1]))

	reference := strings.TrimSpace(logReference.FindStringSubmatch(answer.body)[1])
	found, ok := w.journal.Find(reference)
	require.True(t, ok, "the log reference leads to the journal")
	require.Same(t, answer.exchange.Exchange, found.Exchange)
	require.Equal(t, "unknown-user", found.Decision.Reason)
}

func TestDetailWarnsWhereAReasonIsKnown(t *testing.T) {
	w := newWorld(t, nil)
	answer := w.call(soap.Version11, "DeleteToken", parameters("token", strings.Repeat("A", 64)))
	told := answer.fault(t)
	require.Equal(t, []string{
		"Description....: Er is een onverwachte fout opgetreden.",
		"WARN............: Token could not be parsed",
		"Log reference....: " + answer.exchange.Reference,
		"",
	}, strings.Split(told.Detail.Detail, "\n"))
}

func TestSettingsOfAFault(t *testing.T) {
	const namespace = `urn:a"b<c>&d`
	w := newWorld(t, func(definition *profit.Definition) {
		definition.Settings.DetailNamespace = namespace
		definition.Settings.ErrorNumber = 42
	})
	answer := w.call(soap.Version11, "GenerateOTP", keys(bakker)+parameters("description", "laptop"))
	require.Contains(t, answer.body, `<ProfitApplicationException xmlns="urn:a&quot;b&lt;c&gt;&amp;d"><ErrorNumber>42</ErrorNumber>`)
	require.Equal(t, xml.Name{Space: namespace, Local: "ProfitApplicationException"}, answer.fault(t).Detail.XMLName)
	require.Equal(t, -2147180999, w.call(soap.Version11, "GenerateOTP", "").fault(t).Detail.Number,
		"the number of a missing key is documented, not a setting")
}

func TestEachRefusalIsToldInBothLanguages(t *testing.T) {
	for _, refusal := range profit.Refusals() {
		for language, text := range map[profit.Language]profit.Text{profit.Dutch: refusal.Dutch, profit.English: refusal.English} {
			require.NotEmpty(t, text.Message, "%s in %s", refusal.Name, language)
			require.NotContains(t, text.Message, "\n", "the detail has a line for it")
		}
	}
}
