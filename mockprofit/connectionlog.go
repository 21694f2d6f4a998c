package mockprofit

import (
	"log"
	"log/slog"
	"strings"
)

// newConnectionLog returns a log for what net/http says of connections. A TLS
// handshake that a client broke off is told with what is behind it most often.
func newConnectionLog(logger *slog.Logger) *log.Logger {
	return log.New(&connectionLog{logger}, "", 0)
}

type connectionLog struct{ logger *slog.Logger }

// untrusted are the ends of handshakes whose client did not like the
// certificate: alerts that say so (RFC 8446, 6.2), what OpenSSL's alert looks
// like to a server that has its keys already, and the silence of Java and Node.
var untrusted = []string{"unknown certificate", "bad certificate", "bad record MAC", "EOF"}

// Write implements io.Writer; each call is a message.
func (c *connectionLog) Write(message []byte) (int, error) {
	text := strings.TrimSpace(string(message))
	if !strings.Contains(text, "TLS handshake error") {
		c.logger.Warn(text)
		return len(message), nil
	}
	for _, end := range untrusted {
		if strings.Contains(text, end) {
			c.logger.Warn(text, "hint", "The caller probably does not trust the mock's CA; how to trust it was printed at the start.")
			return len(message), nil
		}
	}
	c.logger.Warn(text)
	return len(message), nil
}
