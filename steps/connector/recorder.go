package connector

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"sync"
)

// mostRecorded bounds what a recorder keeps: exchanges, and bytes of a body.
const (
	mostRecorded = 50
	longestBody  = 64 << 10
)

// Recorder sends requests on and keeps what went over the wire, to be shown
// when a scenario fails. It is safe for concurrent use.
type Recorder struct {
	next http.RoundTripper

	mutex     sync.Mutex
	exchanges []Exchange
}

// Exchange is a request and its answer as text.
type Exchange struct {
	Request, Response string
	Status            int
	Header            http.Header // of the answer
	Body              []byte      // of the answer
}

// NewRecorder returns a recorder in front of next.
func NewRecorder(next http.RoundTripper) *Recorder { return &Recorder{next: next} }

// RoundTrip implements http.RoundTripper.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	exchange := Exchange{Request: dump(httputil.DumpRequestOut(request, true))}
	response, err := r.next.RoundTrip(request)
	if err != nil {
		exchange.Response = "no answer: " + err.Error()
		r.keep(exchange)
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if closing := response.Body.Close(); err == nil {
		err = closing
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	exchange.Status, exchange.Header, exchange.Body = response.StatusCode, response.Header, body
	exchange.Response = dump(httputil.DumpResponse(response, true))
	r.keep(exchange)
	return response, err
}

func dump(text []byte, err error) string {
	if err != nil {
		return fmt.Sprintf("(could not be shown: %v)", err)
	}
	if len(text) > longestBody {
		return fmt.Sprintf("%s\n… %d more bytes", text[:longestBody], len(text)-longestBody)
	}
	return string(text)
}

func (r *Recorder) keep(exchange Exchange) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.exchanges) == mostRecorded {
		r.exchanges = append(r.exchanges[:0], r.exchanges[1:]...)
	}
	r.exchanges = append(r.exchanges, exchange)
}

// Exchanges returns what was recorded, the oldest first.
func (r *Recorder) Exchanges() []Exchange {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return append([]Exchange(nil), r.exchanges...)
}

// Last returns the newest exchange; it is false when there is none.
func (r *Recorder) Last() (Exchange, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.exchanges) == 0 {
		return Exchange{}, false
	}
	return r.exchanges[len(r.exchanges)-1], true
}
