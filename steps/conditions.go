package steps

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"profitbdd/mockprofit/control"
)

// condition is one thing that can be wrong: how a sentence puts it, which
// refusal it earns when nothing else is wrong, and how to bring it about.
type condition struct {
	phrase     string // "" when sentences speak of it by its refusal only
	refusal    string
	calls      calls // that it can apply to
	bringAbout func(*World, context.Context) error
}

// calls is a set of calls of the service.
type calls uint8

const (
	request    calls = 1 << iota // of an activation code
	redemption                   // of an activation code
	use                          // of a token
)

// conditions returns all of them in the order in which they are brought about
// when several apply to one call, so that none stands in another's way: what
// happened before (codes can be spent only while everything is right), then
// how the environment is, then what is sent.
func conditions() []condition {
	return slices.Concat(histories(), circumstances(), parameters(), tokens())
}

// histories are what happened before the call.
func histories() []condition {
	return []condition{
		{"", "description-taken", request, (*World).takeDescription},
		{"", "description-taken", redemption, (*World).takeDescriptionOfCode},
		{"", "code-used", redemption, (*World).spendCode},
		{"", "token-unknown", use, (*World).withdrawToken},
		{"", "too-many-attempts", redemption, (*World).exhaustCode},
		{"", "code-expired", redemption, (*World).outliveCode},
		{"", "token-expired", use, (*World).outliveToken},
	}
}

// circumstances are how the environment is; a phrase is a whole sentence.
func circumstances() []condition {
	return []condition{
		{"the app connector is blocked", "app-connector-blocked", request | redemption | use, altering(func(e *environment) { e.AppConnectors[0].Blocked = new(true) })},
		{"the app connector is new", "app-connector-blocked", request, altering(func(e *environment) { e.AppConnectors[0].Blocked = nil })},
		{"the user is blocked", "user-blocked", request | redemption | use, altering(func(e *environment) { e.Users[0].Blocked = true })},
		{"the user is not in the user group", "user-not-in-group", request | redemption | use, altering(func(e *environment) { e.UserGroups[0].Members = nil })},
		{"the app connector has no user group", "user-not-in-group", request, altering(func(e *environment) { e.AppConnectors[0].UserGroup = "" })},
		{"the environment has no mail server", "no-mail-server", request, altering(func(e *environment) { e.MailServer = "none" })},
		{"the user has no e-mail address", "invalid-email-address", request, altering(func(e *environment) { e.Users[0].Email = "" })},
		{"", "description-too-long", request, func(w *World, ctx context.Context) error { return w.set(ctx, "descriptionLength", "1") }},
	}
}

// parameters are what is sent with a request or a redemption; a phrase
// completes "the program requests an activation code" or "redeems the
// activation code".
func parameters() []condition {
	return []condition{
		{"with an unknown API key", "unknown-api-key", request | redemption, func(w *World, _ context.Context) error { return w.unknownKey(&w.request.APIKey) }},
		{"with an unknown environment key", "unknown-environment-key", request | redemption, func(w *World, _ context.Context) error { return w.unknownKey(&w.request.EnvironmentKey) }},
		{"with the environment key of another one", "keys-of-different-environments", request | redemption, (*World).mixKeys},
		{"", "missing-key", request | redemption, (*World).leaveOutOtherKey}, // than the one that is unknown
		{"without an API key", "missing-key", request | redemption, sending(func(w *World) { w.request.APIKey = "" })},
		{"without an environment key", "missing-key", request | redemption, sending(func(w *World) { w.request.EnvironmentKey = "" })},
		{"with an unknown user", "unknown-user", request | redemption, sending(func(w *World) { w.request.UserID = "12345.nobody" })},
		{"with no user", "unknown-user", request, sending(func(w *World) { w.request.UserID = "" })},
		{"with a blank description", "description-missing", request, sending(func(w *World) { w.request.Description = " \t " })},
		{"with no description", "description-missing", request, sending(func(w *World) { w.request.Description = "" })},
		{"with a description of 1001 characters", "description-too-long", request, sending(func(w *World) { w.request.Description = strings.Repeat("é", 1001) })},
		{"", "wrong-code", redemption, sending(func(w *World) { w.redemption.Code = wrongCode })},
		{"without an activation code", "wrong-code", redemption, sending(func(w *World) { w.redemption.Code = "" })},
	}
}

// tokens are what is sent for a token; a phrase completes "the program asks
// for the version with" or "deletes".
func tokens() []condition {
	return []condition{
		{"an unknown token", "token-unknown", use, (*World).inventToken},
		{"the 64 digits of the token only", "token-malformed", use, (*World).stripToken},
		{"a deeper token", "token-malformed", use, sending(func(w *World) { w.token = "<answer>" + w.token + "</answer>" })},
		{"no token", "token-malformed", use, sending(func(w *World) { w.token = "" })},
	}
}

func altering(alter func(*environment)) func(*World, context.Context) error {
	return func(w *World, ctx context.Context) error { return w.change(ctx, alter) }
}

func sending(alter func(*World)) func(*World, context.Context) error {
	return func(w *World, _ context.Context) error { alter(w); return nil }
}

// conditionSteps makes sentences of the table, so that a phrase or a refusal
// that is misspelt is an undefined step.
func (w *World) conditionSteps(scenario sentences) {
	define := func(sentence string, do func(context.Context) error) {
		scenario.Step("^"+regexp.QuoteMeta(sentence)+"$", do)
	}
	for _, c := range circumstances() {
		if c.phrase == "" {
			continue
		}
		define(c.phrase, func(ctx context.Context) error { return c.bringAbout(w, ctx) })
	}
	for _, c := range parameters() {
		bringAbout := func(ctx context.Context) error { return c.bringAbout(w, ctx) }
		if c.phrase == "" {
			continue
		}
		if c.calls&request != 0 {
			define("the program requests an activation code "+c.phrase, func(ctx context.Context) error { return w.requestAltered(ctx, bringAbout) })
		}
		if c.calls&redemption != 0 {
			define("the program redeems the activation code "+c.phrase, func(ctx context.Context) error { return w.redeem(ctx, bringAbout) })
		}
	}
	for _, c := range tokens() {
		bringAbout := func(ctx context.Context) error { return c.bringAbout(w, ctx) }
		define("the program asks for the version with "+c.phrase, func(ctx context.Context) error { return w.useAltered(ctx, bringAbout, w.askVersion) })
		define("the program deletes "+c.phrase, func(ctx context.Context) error { return w.useAltered(ctx, bringAbout, w.deleteToken) })
	}
	w.applySteps(define)
}

// applySteps defines the sentences that collect conditions by their refusals,
// and those that send a call to which the collected ones apply. The first
// condition in the table with a refusal stands for it.
func (w *World) applySteps(define func(string, func(context.Context) error)) {
	all := conditions()
	for what, call := range map[string]calls{"the request": request, "the redemption": redemption, "the token": use} {
		known := make(map[string]bool)
		for i, c := range all {
			if c.calls&call == 0 || known[c.refusal] {
				continue
			}
			known[c.refusal] = true
			define(strconv.Quote(c.refusal)+" applies to "+what, func(context.Context) error {
				w.applying = append(w.applying, i)
				return nil
			})
		}
	}
	apply := func(ctx context.Context) error {
		slices.Sort(w.applying)
		for _, i := range w.applying {
			if err := all[i].bringAbout(w, ctx); err != nil {
				return fmt.Errorf("making %q apply: %w", all[i].refusal, err)
			}
		}
		w.applying = nil
		return nil
	}
	define("the program sends the request for an activation code", func(ctx context.Context) error { return w.requestAltered(ctx, apply) })
	define("the program sends the redemption", func(ctx context.Context) error { return w.redeem(ctx, apply) })
	define("the program sends the token", func(ctx context.Context) error { return w.useAltered(ctx, apply, w.askVersion) })
}

// takeDescription has a token bear the description that will be asked for.
func (w *World) takeDescription(ctx context.Context) error {
	return w.givenToken(ctx, w.request.Description)
}

// takeDescriptionOfCode has a token bear the description that the live code
// was requested for: redeems it, and requests another while that is allowed.
func (w *World) takeDescriptionOfCode(ctx context.Context) error {
	if err := w.set(ctx, "duplicateDescription", "allow"); err != nil {
		return err
	}
	if err := w.givenTokenOfCode(ctx); err != nil {
		return err
	}
	if err := w.requestFor(ctx, w.device); err != nil {
		return err
	}
	if err := w.accepted(); err != nil {
		return err
	}
	if err := w.set(ctx, "duplicateDescription", "refuse"); err != nil {
		return err
	}
	return w.prepareRedemption(ctx)
}

func (w *World) spendCode(ctx context.Context) error { return w.givenTokenOfCode(ctx) }

func (w *World) withdrawToken(ctx context.Context) error {
	if err := w.deleteToken(ctx, w.token); err != nil {
		return err
	}
	return w.accepted()
}

// exhaustCode tries as many wrong codes as the environment allows.
func (w *World) exhaustCode(ctx context.Context) error {
	allowed, err := w.settingValue(ctx, "activationCodeAttempts")
	if err != nil {
		return err
	}
	times, err := strconv.Atoi(allowed)
	if err != nil {
		return fmt.Errorf("setting activationCodeAttempts: %w", err)
	}
	prepared := w.redemption
	err = w.redeemWrong(ctx, times)
	w.redemption = prepared
	return err
}

func (w *World) outliveCode(ctx context.Context) error {
	lifetime, err := w.settingValue(ctx, "activationCodeLifetime")
	if err != nil {
		return err
	}
	return w.changeClock(ctx, control.ClockChange{Shift: lifetime})
}

func (w *World) outliveToken(ctx context.Context) error {
	environment, err := w.theEnvironment()
	if err != nil {
		return err
	}
	validity := environment.AppConnectors[0].TokenValidity
	if validity == "" {
		return errors.New(`expected the sentence "tokens of the app connector are valid for …" before this one`)
	}
	return w.changeClock(ctx, control.ClockChange{Shift: validity})
}

func (w *World) unknownKey(key *string) (err error) {
	*key, err = w.random(32)
	return err
}

// mixKeys sends the environment key of another environment.
func (w *World) mixKeys(ctx context.Context) error {
	if w.other == nil {
		if err := w.anotherEnvironment(ctx); err != nil {
			return err
		}
	}
	w.request.EnvironmentKey = w.other.EnvironmentKey
	return nil
}

// leaveOutOtherKey leaves out the key that is right, when one is not.
func (w *World) leaveOutOtherKey(context.Context) error {
	environment, err := w.theEnvironment()
	if err != nil {
		return err
	}
	if w.request.APIKey != environment.AppConnectors[0].APIKey {
		w.request.EnvironmentKey = ""
	} else {
		w.request.APIKey = ""
	}
	return nil
}

func (w *World) inventToken(context.Context) error {
	digits, err := w.random(64)
	w.token = "<token><version>1</version><data>" + digits + "</data></token>"
	return err
}

// stripToken leaves nothing of the token but the digits in it.
func (w *World) stripToken(context.Context) error {
	_, rest, found := strings.Cut(w.token, "<data>")
	digits, _, ended := strings.Cut(rest, "</data>")
	if !found || !ended {
		return fmt.Errorf("expected the sentence \"the program has a token for …\" before this one, got the token %q", w.token)
	}
	w.token = digits
	return nil
}
