package services

import (
	"strconv"
	"strings"

	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/soap"
)

// refusal returns the fault by which Profit tells a refusal: the message alone
// as faultstring, and a detail that holds its number, the message again and
// lines of text, the last of which is the log reference (observed; the order
// of the lines and their ends are assumed).
func refusal(outcome profit.Outcome, reference string) *soap.Fault {
	message := outcome.Refusal.Text(outcome.Language).Message

	var lines strings.Builder
	lines.WriteString("Description....: " + message + "\n")
	if outcome.Refusal.Warning != "" {
		lines.WriteString("WARN............: " + outcome.Refusal.Warning + "\n")
	}
	lines.WriteString("Log reference....: " + reference + "\n")

	detail := []byte("<ProfitApplicationException")
	if namespace := outcome.Settings.DetailNamespace; namespace != "" {
		detail = append(detail, ` xmlns="`...)
		detail = append(soap.AppendAttribute(detail, namespace), '"')
	}
	detail = append(detail, "><ErrorNumber>"...)
	detail = strconv.AppendInt(detail, int64(outcome.Refusal.ErrorNumber(outcome.Settings)), 10)
	detail = append(detail, "</ErrorNumber><Message>"...)
	detail = soap.AppendText(detail, message)
	detail = append(detail, "</Message><Detail>"...)
	detail = soap.AppendText(detail, lines.String()) // keeps line ends: some clients read them in the raw answer
	detail = append(detail, "</Detail></ProfitApplicationException>"...)
	return &soap.Fault{Code: soap.Server, Message: message, Detail: detail}
}
