package services

import (
	"strconv"

	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/soap"
)

// refusal returns the fault by which Profit tells a refusal: the message alone
// as faultstring, and a detail that holds its number, the message again and
// lines of text, the last of which is the log reference (observed; the order
// of the lines and their ends are assumed).
func refusal(outcome profit.Outcome, reference string) *soap.Fault {
	message := outcome.Refusal.Text(outcome.Language).Message
	detail := make([]byte, 0, 512) // all but the longest, in one piece
	detail = append(detail, "<ProfitApplicationException"...)
	if namespace := outcome.Settings.DetailNamespace; namespace != "" {
		detail = append(detail, ` xmlns="`...)
		detail = append(soap.AppendAttribute(detail, namespace), '"')
	}
	detail = append(detail, "><ErrorNumber>"...)
	detail = strconv.AppendInt(detail, int64(outcome.Refusal.ErrorNumber(outcome.Settings)), 10)
	detail = append(detail, "</ErrorNumber><Message>"...)
	detail = soap.AppendText(detail, message)
	detail = append(detail, "</Message><Detail>"...)
	detail = appendLine(detail, "Description....: ", message) // line ends stay: some clients read them in the raw answer
	if outcome.Refusal.Warning != "" {
		detail = appendLine(detail, "WARN............: ", outcome.Refusal.Warning)
	}
	detail = appendLine(detail, "Log reference....: ", reference)
	detail = append(detail, "</Detail></ProfitApplicationException>"...)
	return &soap.Fault{Code: soap.Server, Message: message, Detail: detail}
}

func appendLine(to []byte, name, text string) []byte {
	to = append(to, name...)
	return append(soap.AppendText(to, text), '\n')
}
