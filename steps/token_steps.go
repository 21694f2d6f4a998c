package steps

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/connector"
)

func (w *World) tokenSteps(scenario sentences) {
	scenario.Step(`^the program asks for the version with the token for "([^"]*)"$`, func(ctx context.Context, device string) error {
		return w.useOf(ctx, device, w.askVersion)
	})
	scenario.Step(`^the program asks for the version with the token for "([^"]*)" in the Authorization header$`, func(ctx context.Context, device string) error {
		return w.useOf(ctx, device, func(ctx context.Context, token string) error { return w.askVersionByHeader(ctx, "", token) })
	})
	scenario.Step(`^the program asks for the version with the token "([^"]*)" and the token for "([^"]*)" in the Authorization header$`, func(ctx context.Context, parameter, device string) error {
		return w.useOf(ctx, device, func(ctx context.Context, token string) error { return w.askVersionByHeader(ctx, parameter, token) })
	})
	scenario.Step(`^the program asks for the version with the token "([^"]*)"$`, w.askVersion)
	scenario.Step(`^the program deletes the token for "([^"]*)"$`, func(ctx context.Context, device string) error {
		return w.useOf(ctx, device, w.deleteToken)
	})

	scenario.Step(`^an administrator deletes the user token "([^"]*)"$`, func(ctx context.Context, device string) error {
		token, err := w.userToken(ctx, device)
		if err != nil {
			return err
		}
		return w.control.DeleteUserToken(ctx, w.environment.Code, token.Number)
	})
	scenario.Step(`^the program receives the version$`, func(ctx context.Context) error { return w.receivesVersion(ctx, "") })
	scenario.Step(`^the program receives the version "([^"]*)"$`, w.receivesVersion)
	scenario.Step(`^the tokens for "([^"]*)" and "([^"]*)" differ$`, func(one, two string) error {
		if w.tokens[one] == w.tokens[two] {
			return fmt.Errorf("expected two tokens, got the same one twice")
		}
		return nil
	})
	scenario.Step(`^the app connector lists (no|\d+) user tokens?$`, w.listsTokens)
	scenario.Step(`^the user token "([^"]*)" is listed for the user$`, func(ctx context.Context, device string) error {
		_, err := w.userToken(ctx, device)
		return err
	})
	scenario.Step(`^the user token "([^"]*)" was never used$`, func(ctx context.Context, device string) error {
		token, err := w.userToken(ctx, device)
		if err == nil && token.LastUsedOn != nil {
			err = fmt.Errorf("expected no last use, got %s", token.LastUsedOn)
		}
		return err
	})
	scenario.Step(`^the user token "([^"]*)" was last used now$`, w.lastUsedNow)
	scenario.Step(`^the user token "([^"]*)" is valid for "([^"]*)"$`, w.validFor)
}

func (w *World) askVersion(ctx context.Context, token string) error {
	if err := w.countEmails(ctx); err != nil {
		return err
	}
	return w.answerVersion(w.program.GetProductVersion(ctx, token))
}

// askVersionByHeader sends the token in the header, as AFAS documents it: the
// base64 of the whole token.
func (w *World) askVersionByHeader(ctx context.Context, parameter, token string) error {
	program := connector.NewGenerated(w.serviceURL, w.client(), map[string]string{
		"Authorization": "AfasToken " + base64.StdEncoding.EncodeToString([]byte(token)),
	})
	return w.answerVersion(program.GetProductVersion(ctx, parameter))
}

func (w *World) answerVersion(version string, err error) error {
	return w.answer("GetProductVersion", version, err)
}

func (w *World) deleteToken(ctx context.Context, token string) error {
	if err := w.countEmails(ctx); err != nil {
		return err
	}
	return w.answer("DeleteToken", "", w.program.DeleteToken(ctx, token))
}

// useOf makes a call with the token for a device.
func (w *World) useOf(ctx context.Context, device string, call func(context.Context, string) error) error {
	token, handedOut := w.tokens[device]
	if !handedOut {
		return missing(fmt.Sprintf("the program has a token for %q", device))
	}
	return call(ctx, token)
}

// useAltered makes a call with whatever alter makes of the last token.
func (w *World) useAltered(ctx context.Context, alter func(context.Context) error, call func(context.Context, string) error) error {
	w.token = w.tokens[w.device] // some sentences need none
	if err := alter(ctx); err != nil {
		return err
	}
	return call(ctx, w.token)
}

func (w *World) receivesVersion(ctx context.Context, want string) error {
	if w.failure != nil {
		return fmt.Errorf("expected the version, got %w", w.failure)
	}
	if want == "" {
		var err error
		if want, err = w.settingValue(ctx, "productVersion"); err != nil {
			return err
		}
	}
	if w.result != want || want == "" {
		return fmt.Errorf("expected version %q, got %q", want, w.result)
	}
	return nil
}

func (w *World) listsTokens(ctx context.Context, count string) error {
	tokens, err := w.userTokens(ctx)
	if err != nil {
		return err
	}
	if count == "no" {
		count = "0"
	}
	if fmt.Sprint(len(tokens)) != count {
		return fmt.Errorf("expected %s user tokens, got %d: %+v", count, len(tokens), tokens)
	}
	return nil
}

func (w *World) userToken(ctx context.Context, device string) (control.UserToken, error) {
	tokens, err := w.userTokens(ctx)
	if err != nil {
		return control.UserToken{}, err
	}
	for _, token := range tokens {
		if token.Description == device && token.UserID == usualUser && token.AppConnector == "crm" {
			return token, nil
		}
	}
	return control.UserToken{}, fmt.Errorf("expected a user token %q of %s, got %+v", device, usualUser, tokens)
}

func (w *World) lastUsedNow(ctx context.Context, device string) error {
	token, err := w.userToken(ctx, device)
	if err != nil {
		return err
	}
	clock, err := w.clock(ctx)
	if err != nil {
		return err
	}
	if token.LastUsedOn == nil || !token.LastUsedOn.Equal(clock.Now) {
		return fmt.Errorf("expected a last use at %s, got %v", clock.Now, token.LastUsedOn)
	}
	return nil
}

func (w *World) validFor(ctx context.Context, device, validity string) error {
	token, err := w.userToken(ctx, device)
	if err != nil {
		return err
	}
	want, err := control.ParseDuration(validity)
	if err != nil {
		return err
	}
	if token.ValidUntil == nil || token.ValidUntil.Sub(token.IssuedOn) != want {
		return fmt.Errorf("expected a validity of %s from %s on, got until %v", validity, token.IssuedOn, token.ValidUntil)
	}
	return nil
}

// client is an HTTP client whose exchanges are recorded.
func (w *World) client() *http.Client { return &http.Client{Transport: w.recorder} }
