package mockprofit

import (
	"log"
	"log/slog"
	"slices"
	"strings"
)

// newConnectionLog returns a log for what net/http says of connections. A TLS
// handshake that a client broke off is told with what is behind it most often;
// issuer is who vouches for the certificate.
func newConnectionLog(logger *slog.Logger, issuer string) *log.Logger {
	return log.New(&connectionLog{logger, issuer}, "", 0)
}

type connectionLog struct {
	logger *slog.Logger
	issuer string
}

// untrusted are the ends of handshakes whose client did not like the
// certificate: alerts that say so (RFC 8446, 6.2), and what OpenSSL's alert looks
// like to a server that has its keys already.
var untrusted = []string{"unknown certificate", "bad certificate", "bad record MAC"}

// Write implements io.Writer; each call is a message.
func (c *connectionLog) Write(message []byte) (int, error) {
	text := strings.TrimSpace(string(message))
	if !strings.Contains(text, "TLS handshake error") {
		c.logger.Warn(text)
		return len(message), nil
	}
	switch {
	case slices.ContainsFunc(untrusted, func(end string) bool { return strings.Contains(text, end) }):
		c.logger.Warn(text, "hint", "The caller probably does not trust "+c.issuer+".")
	case strings.HasSuffix(text, "EOF"):
		c.logger.Warn(text, "hint", "The caller hung up without an alert: a probe, or Java or Node that do not trust "+c.issuer+".")
	default:
		c.logger.Warn(text)
	}
	return len(message), nil
}
