package asmx

import (
	"errors"
	"fmt"
	"io"
)

// body is a request's body on its way in. It counts, keeps the first bytes, and ends when the body is too large.
type body struct {
	source    io.Reader
	announced int64 // by the Content-Length, -1 for unknown
	limit     int64 // of the whole
	length    int64 // read so far
	keep      int
	kept      []byte
	err       error // why it ended; sticky
}

// errTooLarge is the error of a body beyond the limit.
var errTooLarge = errors.New("the request's body is larger than the server accepts")

// newBody returns the body of a request that announces so many bytes; -1 for unknown.
func newBody(source io.Reader, announced, limit int64, keep int) body {
	b := body{source: source, announced: announced, limit: limit, keep: keep}
	switch {
	case announced > limit:
		b.err = fmt.Errorf("%w: %d bytes were announced, the limit is %d", errTooLarge, announced, limit)
	case announced > 0:
		b.kept = make([]byte, 0, min(announced, int64(keep)))
	}
	return b
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if room := b.limit - b.length; room < int64(len(p))-1 {
		p = p[:room+1] // one byte more than allowed tells whether there is more
	}
	n, err := b.source.Read(p)
	if b.length += int64(n); b.length > b.limit {
		b.err = fmt.Errorf("%w: the limit is %d bytes", errTooLarge, b.limit)
		return 0, b.err
	}
	if room := b.keep - len(b.kept); room > 0 {
		b.kept = append(b.kept, p[:min(n, room)]...)
	}
	b.err = err
	return n, err
}

// drain reads what is left, so that the whole request is in before anything is done, as it is in ASP.NET, whose
// Request.InputStream waits for the end. The error is nil when the body is complete.
func (b *body) drain() error {
	if b.err == nil && b.length != b.announced {
		_, _ = io.Copy(io.Discard, struct{ io.Reader }{b})
	}
	return b.failure()
}

// failure returns why the body is not complete, nil if it is or may still become so.
func (b *body) failure() error {
	if errors.Is(b.err, io.EOF) {
		return nil
	}
	return b.err
}
