package control

import "time"

// Archive is a document in the format HTTP Archive 1.2, which browsers and
// proxies read. What the format has no place for stands in comments and in
// fields that begin with an underscore, as it allows.
type Archive struct {
	Log ArchiveLog `json:"log"`
}

// ArchiveLog is all of an archive.
type ArchiveLog struct {
	Version string         `json:"version" example:"1.2"`
	Creator ArchiveCreator `json:"creator"`
	Entries []ArchiveEntry `json:"entries" doc:"The oldest first"`
	Comment string         `json:"comment,omitempty"`
}

// ArchiveCreator is the program that made the archive.
type ArchiveCreator struct {
	Name    string `json:"name" example:"mockprofit"`
	Version string `json:"version"`
}

// ArchiveEntry is an exchange.
type ArchiveEntry struct {
	Started    time.Time       `json:"startedDateTime"`
	Time       float64         `json:"time" doc:"Milliseconds"`
	Request    ArchiveRequest  `json:"request"`
	Response   ArchiveResponse `json:"response"`
	Cache      struct{}        `json:"cache"`
	Timings    ArchiveTimings  `json:"timings"`
	Connection string          `json:"connection,omitempty" doc:"Address of the caller"`
	Comment    string          `json:"comment,omitempty" doc:"What was decided, and the first hint"`
	Exchange   string          `json:"_reference" doc:"Log reference: the rest is at /exchanges/{reference}"`
}

// ArchiveRequest is a request.
type ArchiveRequest struct {
	Method      string        `json:"method"`
	URL         string        `json:"url"`
	HTTPVersion string        `json:"httpVersion"`
	Cookies     []ArchivePair `json:"cookies"`
	Headers     []ArchivePair `json:"headers"`
	Query       []ArchivePair `json:"queryString"`
	Body        *ArchiveBody  `json:"postData,omitempty" doc:"Left out unless revealed"`
	HeadersSize int           `json:"headersSize" doc:"-1: not known"`
	BodySize    int64         `json:"bodySize"`
}

// ArchiveResponse is an answer.
type ArchiveResponse struct {
	Status      int            `json:"status"`
	StatusText  string         `json:"statusText"`
	HTTPVersion string         `json:"httpVersion"`
	Cookies     []ArchivePair  `json:"cookies"`
	Headers     []ArchivePair  `json:"headers"`
	Content     ArchiveContent `json:"content"`
	RedirectURL string         `json:"redirectURL"`
	HeadersSize int            `json:"headersSize" doc:"-1: not known"`
	BodySize    int64          `json:"bodySize"`
}

// ArchivePair is a name and a value.
type ArchivePair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ArchiveBody is the body of a request.
type ArchiveBody struct {
	MediaType string        `json:"mimeType"`
	Params    []ArchivePair `json:"params"`
	Text      string        `json:"text"`
	Comment   string        `json:"comment,omitempty"`
	Encoding  string        `json:"_encoding,omitempty" doc:"base64 when the text is not UTF-8"`
}

// ArchiveContent is the body of an answer.
type ArchiveContent struct {
	Size      int64  `json:"size"`
	MediaType string `json:"mimeType"`
	Text      string `json:"text,omitempty" doc:"Left out unless revealed"`
	Encoding  string `json:"encoding,omitempty" doc:"base64 when the text is not UTF-8"`
	Comment   string `json:"comment,omitempty"`
}

// ArchiveTimings are where the time went, in milliseconds: all of it into
// composing the answer, which is what the mock measures.
type ArchiveTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}
