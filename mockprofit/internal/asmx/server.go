package asmx

import (
	"log/slog"
	"net/http"
	"time"
)

// Server returns an HTTP server for the handler that does not wait for its clients forever: ten seconds for a request's head, two
// minutes for a whole request, as long again for the answer, and two minutes for the next request on a connection. That
// is the executionTimeout and connectionTimeout of IIS, roughly. The caller sets Addr and may change the rest.
func (h *Handler) Server() *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      4 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(h.options.Logger.Handler(), slog.LevelDebug),
	}
}
