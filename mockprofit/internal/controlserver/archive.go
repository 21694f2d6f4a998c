package controlserver

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/journal"
)

// archive returns exchanges, the newest first, as an HTTP Archive, which has
// the oldest first. What is masked is what is masked elsewhere.
func (s *server) archive(kept []journal.Entry, reveal bool) control.Archive {
	archive := control.Archive{Log: control.ArchiveLog{
		Version: "1.2", Creator: control.ArchiveCreator{Name: "mockprofit", Version: s.Version},
		Entries: make([]control.ArchiveEntry, 0, len(kept)),
		Comment: fmt.Sprintf("the newest %d exchanges that were asked for; most=1000 exports as many as one archive holds", len(kept)),
	}}
	for _, entry := range slices.Backward(kept) {
		archive.Log.Entries = append(archive.Log.Entries, archiveEntry(exchange(entry, reveal), entry.Duration))
	}
	return archive
}

func archiveEntry(shown control.Exchange, duration time.Duration) control.ArchiveEntry {
	milliseconds := float64(duration.Microseconds()) / 1000
	comment := cmp.Or(shown.Refusal, shown.Outcome)
	if len(shown.Hints) > 0 {
		comment += ": " + shown.Hints[0].Seen + " " + shown.Hints[0].Remedy
	}
	return control.ArchiveEntry{
		Started: shown.Started, Time: milliseconds,
		Request: archiveRequest(shown), Response: archiveResponse(shown.Response),
		Timings:    control.ArchiveTimings{Wait: milliseconds},
		Connection: shown.Client, Comment: comment, Exchange: shown.Reference,
	}
}

func archiveRequest(shown control.Exchange) control.ArchiveRequest {
	method, rest, _ := strings.Cut(shown.Request.Line, " ")
	target, version, _ := strings.Cut(rest, " ")
	request := control.ArchiveRequest{
		Method: method, URL: archiveURL(shown, target), HTTPVersion: version,
		Cookies: []control.ArchivePair{}, Headers: archivePairs(shown.Request.Header), Query: []control.ArchivePair{},
		HeadersSize: -1, BodySize: shown.Request.Length,
	}
	if _, query, found := strings.Cut(target, "?"); found && !strings.Contains(query, hidden) {
		values, _ := url.ParseQuery(query) // what can't be read is in the URL
		request.Query = archivePairs(values)
	}
	if len(shown.Request.Body) > 0 {
		text, encoding := archiveText(shown.Request.Body)
		request.Body = &control.ArchiveBody{
			MediaType: first(shown.Request.Header["Content-Type"]), Params: []control.ArchivePair{},
			Text: text, Encoding: encoding, Comment: cutComment(shown.Request),
		}
	}
	return request
}

// archiveURL returns the URL of a request: its target, with what that leaves out.
func archiveURL(shown control.Exchange, target string) string {
	if !strings.HasPrefix(target, "/") {
		return target // in absolute form, as a proxy is asked (RFC 9112, 3.2.2)
	}
	scheme := "http"
	if shown.TLS != "" {
		scheme = "https"
	}
	return scheme + "://" + cmp.Or(first(shown.Request.Header["Host"]), "localhost") + target // HTTP/1.0 may name no host
}

func archiveResponse(shown control.Message) control.ArchiveResponse {
	version, rest, _ := strings.Cut(shown.Line, " ")
	code, text, _ := strings.Cut(rest, " ")
	status, _ := strconv.Atoi(code) // the mock wrote it
	content := control.ArchiveContent{Size: shown.Length, MediaType: first(shown.Header["Content-Type"]), Comment: cutComment(shown)}
	content.Text, content.Encoding = archiveText(shown.Body)
	return control.ArchiveResponse{
		Status: status, StatusText: text, HTTPVersion: version,
		Cookies: []control.ArchivePair{}, Headers: archivePairs(shown.Header), Content: content,
		HeadersSize: -1, BodySize: shown.Length,
	}
}

// archivePairs returns names and values in the order of the names.
func archivePairs(values map[string][]string) []control.ArchivePair {
	pairs := []control.ArchivePair{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			pairs = append(pairs, control.ArchivePair{Name: name, Value: value})
		}
	}
	return pairs
}

// archiveText returns bytes as text, or in base64 when they are no UTF-8.
func archiveText(body []byte) (text, encoding string) {
	if utf8.Valid(body) {
		return string(body), ""
	}
	return base64.StdEncoding.EncodeToString(body), "base64"
}

// cutComment tells when not all of a body was kept.
func cutComment(shown control.Message) string {
	if len(shown.Body) == 0 || int64(len(shown.Body)) == shown.Length {
		return ""
	}
	return fmt.Sprintf("the first %d of %d bytes", len(shown.Body), shown.Length)
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
