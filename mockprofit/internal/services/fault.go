package services

import (
	"bytes"
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

	var lines bytes.Buffer
	lines.WriteString("Description....: " + message + "\n")
	if outcome.Refusal.Warning != "" {
		lines.WriteString("WARN............: " + outcome.Refusal.Warning + "\n")
	}
	lines.WriteString("Log reference....: " + reference + "\n")

	var detail bytes.Buffer
	detail.WriteString("<ProfitApplicationException")
	if namespace := outcome.Settings.DetailNamespace; namespace != "" {
		detail.WriteString(` xmlns="`)
		_, _ = attributeEscaper.WriteString(&detail, namespace)
		detail.WriteByte('"')
	}
	detail.WriteString("><ErrorNumber>")
	detail.WriteString(strconv.Itoa(outcome.Refusal.ErrorNumber(outcome.Settings)))
	detail.WriteString("</ErrorNumber><Message>")
	escape(&detail, message)
	detail.WriteString("</Message><Detail>")
	escape(&detail, lines.String())
	detail.WriteString("</Detail></ProfitApplicationException>")
	return &soap.Fault{Code: soap.Server, Message: message, Detail: detail.Bytes()}
}

// escape writes text as XML. Line ends stay as they are: clients read the
// detail line by line, some of them in the raw answer.
func escape(to *bytes.Buffer, text string) {
	_, _ = escaper.WriteString(to, text) // a bytes.Buffer takes everything
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var attributeEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
