package controlserver

import (
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/tenant"
)

// How much is told of what is wrong with a request: one with a million
// mistakes is answered with the first of them.
const (
	mostMistakes    = 100
	longestSentence = 1000 // bytes; the names of all rules fit
)

// problem turns an error of the layers below into one that tells the caller
// what to do (RFC 9457).
func problem(err error) error {
	var wrong *tenant.Invalid
	var clash *profit.KeyClash
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		details := make([]error, len(wrong.Problems))
		for i, problem := range wrong.Problems {
			details[i] = &huma.ErrorDetail{Location: "body." + problem.Field(), Message: problem.Message}
		}
		return huma.Error422UnprocessableEntity("the document is wrong; nothing was changed", details...)
	case errors.As(err, &clash):
		return huma.Error409Conflict(clash.Error() + "; nothing was changed")
	case errors.Is(err, tenant.ErrTaken):
		return huma.Error409Conflict(err.Error() + "; nothing was changed")
	case errors.Is(err, tenant.ErrUnknown):
		return huma.Error404NotFound(err.Error())
	}
	return err
}

// tidy makes problems safe to send. Huma repeats the value that is wrong,
// which may be a key, and with a field that is unknown the whole document
// around it.
func tidy(_ huma.Context, _ string, answer any) (any, error) {
	found, isProblem := answer.(*huma.ErrorModel)
	if !isProblem {
		return answer, nil
	}
	tidied := *found
	tidied.Detail = shortened(found.Detail)
	tidied.Errors = make([]*huma.ErrorDetail, 0, min(len(found.Errors), mostMistakes+1))
	for i, mistake := range found.Errors {
		if i == mostMistakes {
			tidied.Errors = append(tidied.Errors, &huma.ErrorDetail{Message: fmt.Sprintf("and %d more", len(found.Errors)-i)})
			break
		}
		if mistake != nil {
			tidied.Errors = append(tidied.Errors, &huma.ErrorDetail{Location: shortened(mistake.Location), Message: shortened(mistake.Message)})
		}
	}
	return &tidied, nil
}

func shortened(text string) string {
	if len(text) <= longestSentence {
		return text
	}
	end := longestSentence
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// refuse answers with a problem where huma has no say.
func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = format.Marshal(w, &huma.ErrorModel{Title: http.StatusText(status), Status: status, Detail: shortened(detail)})
}
