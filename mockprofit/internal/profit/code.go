package profit

import (
	"cmp"
	"crypto/subtle"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// CodeRequest is a call of GenerateOTP. A nil parameter is null, which ASP.NET
// makes of a parameter that is missing or misspelt.
type CodeRequest struct {
	UserID, APIKey, EnvironmentKey, Description *string
}

// Redemption is a call of GetTokenFromOTP.
type Redemption struct {
	UserID, APIKey, EnvironmentKey, Code *string
}

// codeOwner is who an activation code was issued to. There is one code at a
// time for each (assumed): a new request replaces it.
type codeOwner struct {
	user         string // user key
	appConnector string // id
}

// activationCode is a code that was issued, live or spent.
type activationCode struct {
	code         string
	userID       string
	appConnector string
	description  string
	issuedAt     time.Time
	wrong        int // codes tried in vain
	used         bool
	serial       int
}

func (c *activationCode) expired(settings *Settings, now time.Time) bool {
	return !now.Before(c.issuedAt.Add(settings.ActivationCodeLifetime))
}

func (c *activationCode) exhausted(settings *Settings) bool {
	return c.wrong >= settings.ActivationCodeAttempts
}

func (c *activationCode) live(settings *Settings, now time.Time) bool {
	return !c.used && !c.expired(settings, now) && !c.exhausted(settings)
}

func (c *activationCode) matches(code string) bool {
	return subtle.ConstantTimeCompare([]byte(c.code), []byte(code)) == 1
}

// GenerateOTP decides on a request for an activation code and, when it is
// accepted, issues the code and tells of it, so that it is e-mailed.
func (d *Directory) GenerateOTP(request CodeRequest) Outcome {
	v := d.visit(request.UserID, request.APIKey, request.EnvironmentKey)
	defer v.leave()
	refusal := v.refusal
	if refusal == nil {
		refusal = v.request(request.Description)
	}
	outcome := v.outcome(refusal)
	outcome.Silent = refusal != nil && refusal != MissingKey && outcome.Settings.Refusals == RefusalsSilent
	return outcome
}

func (v *visit) request(given *string) *Refusal {
	settings, now := &v.definition.Settings, v.environment.clock.Now()
	description := ""
	if given != nil {
		description = *given
	}
	switch {
	case v.definition.MailServer == NoMailServer:
		return NoMailServerSet
	case !ValidAddress(v.user.Email):
		return InvalidAddress
	case strings.TrimSpace(description) == "" && settings.MissingDescription != Allow:
		return DescriptionMissing
	case utf8.RuneCountInString(description) > settings.DescriptionLength:
		return DescriptionTooLong
	case v.environment.descriptionTaken(v.user, v.connector, description, now):
		return DescriptionTaken
	}
	owner := codeOwner{user: settings.userKey(v.user.ID), appConnector: v.connector.ID}
	code := v.environment.codes[owner]
	if code != nil && code.live(settings, now) && settings.Resend != ResendReplace {
		if settings.Resend == ResendIgnore {
			v.remark = "a code is still live: no e-mail was sent (setting resend)"
			return nil
		}
		code.description = strings.Clone(description)
	} else {
		code = &activationCode{
			code:   v.newCode(code),
			userID: v.user.ID, appConnector: v.connector.ID,
			description: strings.Clone(description), // not the request around it
			issuedAt:    now,
			serial:      v.environment.serial(),
		}
		v.environment.codes[owner] = code
	}
	v.announce(code, now)
	return nil
}

// newCode draws a code that is not the former one: a short code would come up
// again now and then, and the former one must not work any more.
func (v *visit) newCode(former *activationCode) string {
	for {
		code := v.environment.random.Digits(v.definition.Settings.ActivationCodeLength)
		if former == nil || !former.matches(code) {
			return code
		}
	}
}

func (v *visit) announce(code *activationCode, now time.Time) {
	if v.environment.notify == nil {
		return
	}
	v.environment.notify(CodeIssued{
		Environment:  v.definition.Code,
		Language:     v.definition.Language,
		MailServer:   v.definition.MailServer,
		Sender:       v.definition.Sender,
		Recipient:    v.user.Email,
		UserName:     v.user.Name,
		UserID:       v.user.ID,
		AppConnector: v.connector.Description,
		Device:       code.description,
		Code:         code.code,
		IssuedAt:     now,
		Lifetime:     code.issuedAt.Add(v.definition.Settings.ActivationCodeLifetime).Sub(now),
	})
}

// GetTokenFromOTP decides on the redemption of an activation code and returns
// the token document when it is accepted, followed by CR LF when the setting
// tokenLineBreak says so. The code is spent then.
func (d *Directory) GetTokenFromOTP(redemption Redemption) (token string, outcome Outcome) {
	v := d.visit(redemption.UserID, redemption.APIKey, redemption.EnvironmentKey)
	defer v.leave()
	refusal := v.refusal
	if refusal == nil {
		token, refusal = v.redeem(v.definition.Settings.parameter(redemption.Code))
	}
	return token, v.outcome(refusal)
}

func (v *visit) redeem(given string) (string, *Refusal) {
	settings, now := &v.definition.Settings, v.environment.clock.Now()
	code := v.environment.codes[codeOwner{user: settings.userKey(v.user.ID), appConnector: v.connector.ID}]
	switch {
	case code == nil:
		return "", WrongCode
	case code.used && code.matches(given):
		return "", CodeUsed
	case code.used:
		return "", WrongCode
	case code.expired(settings, now):
		return "", CodeExpired
	case code.exhausted(settings):
		return "", TooManyAttempts
	case !code.matches(given):
		code.wrong++
		return "", WrongCode
	case v.environment.descriptionTaken(v.user, v.connector, code.description, now):
		return "", DescriptionTaken
	}
	code.used = true
	token := v.environment.issue(v.user, v.connector, code.description, now)
	if settings.TokenLineBreak == LineBreakCRLF {
		token += "\r\n"
	}
	return token, nil
}

// ActivationCode is a live activation code, as the control port shows it.
type ActivationCode struct {
	Code          string
	UserID        string
	AppConnector  string // id
	Description   string
	IssuedAt      time.Time
	ExpiresAt     time.Time
	WrongAttempts int
}

// ActivationCodes lists the codes that can be redeemed now, in the order in
// which they were issued.
func (e *Environment) ActivationCodes() []ActivationCode {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	settings, now := &e.definition.Settings, e.clock.Now()
	codes := make([]ActivationCode, 0, len(e.codes))
	issued := slices.SortedFunc(maps.Values(e.codes), func(a, b *activationCode) int { return cmp.Compare(a.serial, b.serial) })
	for _, code := range issued {
		if code.live(settings, now) {
			codes = append(codes, ActivationCode{
				Code: code.code, UserID: code.userID, AppConnector: code.appConnector,
				Description: code.description, IssuedAt: code.issuedAt,
				ExpiresAt:     code.issuedAt.Add(settings.ActivationCodeLifetime),
				WrongAttempts: code.wrong,
			})
		}
	}
	return codes
}
