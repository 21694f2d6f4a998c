package steps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

func (w *World) redeemSteps(scenario sentences) {
	scenario.Step(`^the program redeems the activation code$`, func(ctx context.Context) error {
		return w.redeem(ctx, unaltered)
	})
	scenario.Step(`^the program redeems the activation code as user "([^"]*)"$`, func(ctx context.Context, user string) error {
		return w.redeem(ctx, func(context.Context) error { w.request.UserID = user; return nil })
	})
	scenario.Step(`^the program redeems the activation code at the app connector "([^"]*)"$`, func(ctx context.Context, description string) error {
		return w.redeem(ctx, func(context.Context) error {
			connector, err := w.environment.connector(description)
			if err == nil {
				w.request.APIKey = connector.APIKey
			}
			return err
		})
	})
	scenario.Step(`^the program redeems the activation code in the other environment$`, func(ctx context.Context) error {
		return w.redeem(ctx, func(context.Context) error {
			other, err := w.otherEnvironment()
			if err == nil {
				w.request.APIKey, w.request.EnvironmentKey = other.AppConnectors[0].APIKey, other.EnvironmentKey
			}
			return err
		})
	})
	scenario.Step(`^the program redeems a wrong activation code$`, func(ctx context.Context) error { return w.redeemWrong(ctx, 1) })
	scenario.Step(`^the program redeems a wrong activation code (\d+) times$`, w.redeemWrong)
	scenario.Step(`^the program redeems the activation code of the (first|second) e-mail$`, w.redeemFrom)
	scenario.Step(`^the program redeems the activation code of the e-mail$`, func(ctx context.Context) error { return w.redeemFrom(ctx, "last") })
	scenario.Step(`^the program has a token for "([^"]*)"$`, w.givenToken)

	scenario.Step(`^the program receives a token$`, w.receivesToken)
	scenario.Step(`^the token has the form "([^"]*)"$`, func(form string) error {
		if matched, err := regexp.MatchString("^"+form+"$", w.result); err != nil || !matched {
			return errors.Join(fmt.Errorf("expected a token of the form %s, got %q", form, w.result), err)
		}
		return nil
	})
	scenario.Step(`^nothing follows the token$`, func() error { return w.tokenEnds("") })
	scenario.Step(`^CR LF follows the token$`, func() error { return w.tokenEnds("\r\n") })
	scenario.Step(`^the activation code has (\d+) digits$`, w.codeLength)
}

func unaltered(context.Context) error { return nil }

// redeem sends the live activation code with whatever alter makes of user,
// keys and code.
func (w *World) redeem(ctx context.Context, alter func(context.Context) error) error {
	if err := w.prepareRedemption(ctx); err != nil {
		return err
	}
	if err := alter(ctx); err != nil {
		return err
	}
	return w.sendRedemption(ctx)
}

// prepareRedemption makes a redemption in which everything is right: the user
// is who asked, the code is the live one or, when there is none, the one that
// was redeemed last.
func (w *World) prepareRedemption(ctx context.Context) error {
	user := w.request.UserID
	if err := w.resetRequest(); err != nil {
		return err
	}
	w.request.UserID = cmp.Or(user, usualUser)
	live, err := w.activationCodes(ctx)
	if err != nil {
		return err
	}
	for _, candidate := range live {
		if strings.EqualFold(candidate.UserID, w.request.UserID) {
			w.redemption.Code = candidate.Code
		}
	}
	if w.redemption.Code == "" {
		w.redemption.Code, err = w.lastEmailedCode(ctx)
	}
	return err
}

// sendRedemption sends the code with the user and the keys of the request.
func (w *World) sendRedemption(ctx context.Context) error {
	if err := w.countEmails(ctx); err != nil {
		return err
	}
	w.redemption.UserID, w.redemption.APIKey, w.redemption.EnvironmentKey = w.request.UserID, w.request.APIKey, w.request.EnvironmentKey
	token, err := w.program.GetTokenFromOTP(ctx, w.redemption)
	if err == nil {
		w.tokens[w.device] = token
	}
	return w.answer("GetTokenFromOTP", token, err)
}

// wrongCode is never an activation code: codes are digits.
const wrongCode = "0000000x"

func (w *World) redeemWrong(ctx context.Context, times int) error {
	for range times {
		if err := w.redeem(ctx, func(context.Context) error { w.redemption.Code = wrongCode; return nil }); err != nil {
			return err
		}
		if w.failure == nil {
			return errors.New("expected a wrong activation code to be refused, got a token")
		}
	}
	w.redemption.Code = ""
	return nil
}

func (w *World) redeemFrom(ctx context.Context, which string) error {
	index := map[string]int{"first": 0, "second": 1, "last": len(w.emails) - 1}[which]
	if index < 0 || index >= len(w.emails) {
		return fmt.Errorf("expected the user to have received the %s e-mail before this sentence, got %d", which, len(w.emails))
	}
	code, err := codeIn(w.emails[index])
	if err != nil {
		return err
	}
	return w.redeem(ctx, func(context.Context) error { w.redemption.Code = code; return nil })
}

func (w *World) givenToken(ctx context.Context, device string) error {
	if err := w.requestFor(ctx, device); err != nil {
		return err
	}
	if err := w.accepted(); err != nil {
		return err
	}
	return w.givenTokenOfCode(ctx)
}

// givenTokenOfCode redeems the live code, which must work.
func (w *World) givenTokenOfCode(ctx context.Context) error {
	if err := w.redeem(ctx, unaltered); err != nil {
		return err
	}
	return w.receivesToken()
}

func (w *World) receivesToken() error {
	if w.failure != nil {
		return fmt.Errorf("expected a token, got %w", w.failure)
	}
	if !strings.HasPrefix(w.result, "<token>") {
		return fmt.Errorf("expected a token, got %q", w.result)
	}
	return nil
}

// tokenEnds looks at the bytes of the answer: to whoever parses them, XML makes
// CR LF a single line feed.
func (w *World) tokenEnds(lineBreak string) error {
	if err := w.receivesToken(); err != nil {
		return err
	}
	last, found := w.recorder.Last()
	if !found {
		return errors.New("expected the answer on the wire, nothing was recorded")
	}
	if want := "&lt;/token&gt;" + lineBreak + "</GetTokenFromOTPResult>"; !strings.Contains(string(last.Body), want) {
		return fmt.Errorf("expected %q in the answer, got %q", want, last.Body)
	}
	return nil
}

func (w *World) codeLength(ctx context.Context, digits int) error {
	codes, err := w.activationCodes(ctx)
	if err != nil {
		return err
	}
	if len(codes) != 1 {
		return fmt.Errorf("expected one activation code, got %d", len(codes))
	}
	if matched, err := regexp.MatchString(fmt.Sprintf(`^[0-9]{%d}$`, digits), codes[0].Code); err != nil || !matched {
		return fmt.Errorf("expected %d digits, got %q", digits, codes[0].Code)
	}
	return nil
}
