package mail

import (
	"log/slog"
	"strings"
	"time"
)

// Notice is what an e-mail tells: the facts of one issued activation code. It is a value and never changed.
//
// Texts may hold anything: what can't stand in an e-mail (controls, bytes that are not UTF-8) is replaced when the message is composed.
type Notice struct {
	// Environment is the code of the environment, e.g. O12345AA: the key of the outbox view.
	Environment string
	// Language is "nl" or "en"; anything else counts as "nl", Profit's own language (assumed).
	Language string
	// Sender is an address, with or without a display name.
	Sender string
	// Recipient is an address without a display name; RecipientName, which may be empty, is the display name.
	Recipient, RecipientName string
	// UserID is the user for whom the code was issued, e.g. 12345.jansen.
	UserID string
	// AppConnector is the description of the app connector; it stands in the subject.
	AppConnector string
	// Device is the description of the device, as the request gave it.
	Device string
	// Code is the activation code.
	Code string
	// Issued is when the code was issued by the environment's clock: the Date header.
	Issued time.Time
	// Lifetime is how long the code can be redeemed, told in words, rounded up to whole seconds. Zero or less says nothing about it.
	Lifetime time.Duration
	// Server is the host:port of the SMTP server; "" means that the message stays in the outbox ([Kept]).
	Server string
}

// LogValue leaves the activation code out of logs.
func (n Notice) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("environment", n.Environment),
		slog.String("recipient", n.Recipient),
		slog.String("server", n.Server),
	)
}

// size is what the notice weighs in the outbox, in bytes.
func (n Notice) size() int64 {
	return int64(len(n.Environment) + len(n.Language) + len(n.Sender) + len(n.Recipient) + len(n.RecipientName) +
		len(n.UserID) + len(n.AppConnector) + len(n.Device) + len(n.Code) + len(n.Server))
}

// detached returns the notice with copies of the texts that a request brought: a substring would keep the whole request body
// in memory, which the outbox's bound doesn't see.
func (n Notice) detached() Notice {
	n.UserID = strings.Clone(n.UserID)
	n.Device = strings.Clone(n.Device)
	return n
}
