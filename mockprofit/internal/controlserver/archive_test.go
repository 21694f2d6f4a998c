package controlserver_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
)

// visits makes three exchanges: one of nobody, then two of the usual environment.
func (w *world) visits() {
	w.visit("tokenconnector.asmx?wsdl")
	w.generateOTP(jansen)
	w.generateOTP("12345.nobody")
}

func TestExchangesAreFiltered(t *testing.T) {
	w := newWorld(t)
	w.visits()
	all, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{})
	require.NoError(t, err)
	require.Len(t, all, 3)
	nobody, accepted, page := all[0].Reference, all[1].Reference, all[2].Reference

	for name, test := range map[string]struct {
		filter control.ExchangeFilter
		want   []string
	}{
		"environment": {control.ExchangeFilter{Environment: "O12345AA"}, []string{nobody, accepted}},
		"operation":   {control.ExchangeFilter{Operation: "GenerateOTP"}, []string{nobody, accepted}},
		"outcome":     {control.ExchangeFilter{Outcome: "answered"}, []string{page}},
		"refusal":     {control.ExchangeFilter{Refusal: "unknown-user"}, []string{nobody}},
		"rule":        {control.ExchangeFilter{Rule: "key-form"}, []string{nobody}},
		"user":        {control.ExchangeFilter{User: strings.ToUpper(jansen)}, []string{accepted}},
		"since":       {control.ExchangeFilter{Since: all[1].Started}, []string{nobody, accepted}},
		"until":       {control.ExchangeFilter{Until: all[1].Started}, []string{page}},
		"after":       {control.ExchangeFilter{After: accepted}, []string{nobody}},
		"most":        {control.ExchangeFilter{Most: 1}, []string{nobody}},
		"none":        {control.ExchangeFilter{Environment: "O12345AA", Outcome: "answered"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := w.client.Exchanges(t.Context(), test.filter)
			require.NoError(t, err)
			require.NotNil(t, found, "an empty list, not null")
			var references []string
			for _, exchange := range found {
				references = append(references, exchange.Reference)
			}
			require.Equal(t, test.want, references)
		})
	}
}

func TestFiltersThatMakeNoSense(t *testing.T) {
	w := newWorld(t)
	for query, says := range map[string]string{
		"after=ABC":      "expected the log reference of an exchange that is kept",
		"outcome=failed": "outcome",
		"since=noon":     "since",
		"most=0":         "most",
		"wait=2h":        "expected a duration such as 500ms or 10s, one minute at most",
		"operatoin=x":    "operatoin",
	} {
		refused := w.get("/exchanges?" + query)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, query)
		require.Contains(t, refused.body, says)
	}
	require.Equal(t, http.StatusNotFound, w.get("/environments/T99999ZZ/exchanges.har").status)
}

func TestWaitingForAnExchange(t *testing.T) {
	w := newWorld(t)
	w.visits()
	newest, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{Most: 1})
	require.NoError(t, err)
	waited := make(chan []control.Exchange)
	go func() {
		found, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{Environment: "O12345AA", Outcome: "accepted", After: newest[0].Reference, Wait: 30 * time.Second})
		if err != nil {
			t.Error(err)
		}
		waited <- found
	}()
	w.generateOTP("12345.nobody") // not the one
	w.generateOTP(jansen)
	found := <-waited
	require.Len(t, found, 1)
	require.Equal(t, jansen, found[0].UserID)
}

func TestExchangesAreCleared(t *testing.T) {
	w := newWorld(t)
	w.visits()
	require.NoError(t, w.client.ClearExchanges(t.Context(), "O12345AA"))
	all, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{})
	require.NoError(t, err)
	require.Len(t, all, 1, "what belongs to nobody stays")
	require.ErrorContains(t, w.client.ClearExchanges(t.Context(), "T99999ZZ"), "404")
}

func TestArchive(t *testing.T) {
	w := newWorld(t)
	w.visits()
	archive, err := w.client.Archive(t.Context(), control.ExchangeFilter{})
	require.NoError(t, err)
	require.Equal(t, "1.2", archive.Log.Version)
	require.Equal(t, control.ArchiveCreator{Name: "mockprofit", Version: "1.2.3"}, archive.Log.Creator)
	require.Len(t, archive.Log.Entries, 3)
	page, accepted, refused := archive.Log.Entries[0], archive.Log.Entries[1], archive.Log.Entries[2]

	require.Equal(t, "GET", page.Request.Method)
	require.Equal(t, w.service+"tokenconnector.asmx?wsdl", page.Request.URL)
	require.Equal(t, "HTTP/1.1", page.Request.HTTPVersion)
	require.Equal(t, []control.ArchivePair{{Name: "wsdl"}}, page.Request.Query)
	require.Nil(t, page.Request.Body)
	require.Equal(t, 200, page.Response.Status)
	require.Equal(t, "OK", page.Response.StatusText)
	require.Equal(t, "text/xml; charset=utf-8", page.Response.Content.MediaType)
	require.Contains(t, page.Response.Content.Text, "<wsdl:definitions")

	require.Equal(t, "application/x-www-form-urlencoded", accepted.Request.Body.MediaType)
	require.Contains(t, accepted.Request.Body.Text, "apiKey="+apiKey)
	require.Equal(t, "accepted", accepted.Comment)
	require.Equal(t, "unknown-user: The key "+apiKey+" is wrong. Take another than "+apiKey+".", refused.Comment)
	require.Equal(t, 500, refused.Response.Status)
	require.Equal(t, "Internal Server Error", refused.Response.StatusText)

	own, err := w.client.Archive(t.Context(), control.ExchangeFilter{Environment: "O12345AA", Most: 1})
	require.NoError(t, err)
	require.Len(t, own.Log.Entries, 1)
	require.Equal(t, refused.Exchange, own.Log.Entries[0].Exchange)
}

// The format's readers refuse what lacks one of its fields.
func TestArchiveIsMaskedAndWhole(t *testing.T) {
	w := newWorld(t)
	w.visits()
	answer := w.get("/exchanges.har")
	require.NotContains(t, answer.body, apiKey)
	require.NotContains(t, answer.body, "postData")
	var archive object
	require.NoError(t, json.Unmarshal([]byte(answer.body), &archive))
	for _, entry := range at(t, archive, "log", "entries").([]any) {
		require.Regexp(t, regexp.MustCompile(`^\d{4}-\d\d-\d\dT`), at(t, entry, "startedDateTime"))
		for _, path := range []string{
			"time", "cache", "timings.send", "timings.wait", "timings.receive",
			"request.method", "request.url", "request.httpVersion", "request.cookies", "request.headers", "request.queryString", "request.headersSize", "request.bodySize",
			"response.status", "response.statusText", "response.httpVersion", "response.cookies", "response.headers", "response.redirectURL",
			"response.headersSize", "response.bodySize", "response.content.size", "response.content.mimeType",
		} {
			value := at(t, entry, strings.Split(path, ".")...)
			require.NotNil(t, value, path)
			if strings.HasPrefix(path, "timings.") {
				require.GreaterOrEqual(t, value, 0.0, "the format allows nothing below in %s", path)
			}
		}
	}
}

func TestArchiveOfOddTargets(t *testing.T) {
	w := newWorld(t)
	address := strings.TrimPrefix(strings.TrimSuffix(w.service, "/"), "http://")
	for request, want := range map[string]string{
		"GET http://12345.soap.afas.online/nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n": "http://12345.soap.afas.online/nowhere",
		"GET /nowhere HTTP/1.0\r\n\r\n": "http://localhost/nowhere",
	} {
		host, _, _ := strings.Cut(address, "/")
		connection, err := net.Dial("tcp", host)
		require.NoError(t, err)
		_, err = io.WriteString(connection, request)
		require.NoError(t, err)
		_, err = io.ReadAll(connection)
		require.NoError(t, err)
		require.NoError(t, connection.Close())
		archive, err := w.client.Archive(t.Context(), control.ExchangeFilter{Most: 1})
		require.NoError(t, err)
		require.Equal(t, want, archive.Log.Entries[0].Request.URL)
	}
	w.call("tokenconnector.asmx", "DeleteToken?otp=12345678", nil)
	archive, err := w.client.Archive(t.Context(), control.ExchangeFilter{Most: 1, Masked: true})
	require.NoError(t, err)
	require.Empty(t, archive.Log.Entries[0].Request.Query, "a query that is hidden has no parameters to show")
}

func TestWaitingForAnExchangeInVain(t *testing.T) {
	w := newWorld(t)
	w.visits()
	answer := w.get("/exchanges?operation=DeleteToken&wait=1ms")
	require.Equal(t, http.StatusOK, answer.status)
	require.JSONEq(t, `[]`, answer.body)
}
