package profit

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// model is a naive Profit: it never forgets anything and looks everything up
// by going through all that ever happened.
type model struct {
	definition Definition
	now        time.Time
	codes      []*modelCode
	tokens     []*modelToken
}

type modelCode struct {
	ActivationCode
	used, gone bool
}

type modelToken struct {
	UserToken
	document string
	gone     bool
}

// check is a condition under which a call is refused.
type check struct {
	applies bool
	refusal *Refusal
}

func firstOf(checks ...check) *Refusal {
	for _, check := range checks {
		if check.applies {
			return check.refusal
		}
	}
	return nil
}

func (m *model) user(id string) (found User, known bool) {
	for _, user := range m.definition.Users {
		if strings.EqualFold(user.ID, id) {
			return user, true
		}
	}
	return User{}, false
}

func (m *model) connector(id string) AppConnector {
	for _, connector := range m.definition.AppConnectors {
		if connector.ID == id {
			return connector
		}
	}
	panic("the tests remove no app connector of the model")
}

func (m *model) inGroup(id string) bool {
	for _, member := range m.definition.UserGroups[0].Members {
		if strings.EqualFold(member, id) {
			return true
		}
	}
	return false
}

func (m *model) admission(userID, connector string) *Refusal {
	user, known := m.user(userID)
	return firstOf(
		check{m.connector(connector).Blocked, AppConnectorBlocked},
		check{!known, UnknownUser},
		check{user.Blocked, UserBlocked},
		check{!m.inGroup(userID), UserNotInGroup},
	)
}

func (m *model) taken(userID, connector, device string) bool {
	for _, token := range m.tokens {
		live := !token.gone && (token.ValidUntil.IsZero() || m.now.Before(token.ValidUntil))
		if live && strings.EqualFold(token.UserID, userID) && token.AppConnector == connector && token.Description == device {
			return m.definition.Settings.DuplicateDescription == Refuse
		}
	}
	return false
}

// code is the last one that was issued, nil when it is gone with its user.
func (m *model) code(userID, connector string) *modelCode {
	var last *modelCode
	for _, code := range m.codes {
		if strings.EqualFold(code.UserID, userID) && code.AppConnector == connector && !code.gone {
			last = code
		}
	}
	return last
}

func (m *model) expired(code *modelCode) bool {
	return m.now.Sub(code.IssuedAt) >= m.definition.Settings.ActivationCodeLifetime
}

func (m *model) exhausted(code *modelCode) bool {
	return code.WrongAttempts >= m.definition.Settings.ActivationCodeAttempts
}

func (m *model) live(code *modelCode) bool {
	return code != nil && !code.gone && !code.used && !m.expired(code) && !m.exhausted(code) &&
		code == m.code(code.UserID, code.AppConnector)
}

// request takes what was mailed, if anything was, and tells what should have
// happened.
func (m *model) request(t *rapid.T, userID, connector, device string, mails []CodeIssued) *Refusal {
	refusal := m.admission(userID, connector)
	if refusal == nil {
		refusal = firstOf(
			check{device == "", DescriptionMissing},
			check{m.taken(userID, connector, device), DescriptionTaken},
		)
	}
	former, resend := m.code(userID, connector), m.definition.Settings.Resend
	if refusal != nil || m.live(former) && resend == ResendIgnore {
		require.Empty(t, mails)
		return refusal
	}
	require.Len(t, mails, 1)
	require.Equal(t, device, mails[0].Device)
	if m.live(former) && resend == ResendRepeat {
		require.Equal(t, former.Code, mails[0].Code)
		former.Description = device
		return nil
	}
	if former != nil {
		require.NotEqual(t, former.Code, mails[0].Code)
	}
	user, _ := m.user(userID)
	m.codes = append(m.codes, &modelCode{ActivationCode: ActivationCode{
		Code: mails[0].Code, UserID: user.ID, AppConnector: connector, Description: device, IssuedAt: m.now,
	}})
	return nil
}

// redeem takes the token that was returned and tells what should have
// happened.
func (m *model) redeem(t *rapid.T, userID, connector, given, token string) *Refusal {
	refusal := m.admission(userID, connector)
	if code := m.code(userID, connector); refusal == nil && code == nil {
		refusal = WrongCode
	} else if refusal == nil {
		right := code.Code == given
		refusal = firstOf(
			check{code.used && right, CodeUsed},
			check{code.used, WrongCode},
			check{m.expired(code), CodeExpired},
			check{m.exhausted(code), TooManyAttempts},
			check{!right, WrongCode},
			check{m.taken(userID, connector, code.Description), DescriptionTaken},
		)
		if refusal == WrongCode && !code.used {
			code.WrongAttempts++
		}
	}
	if refusal != nil {
		require.Empty(t, token)
		return refusal
	}
	code := m.code(userID, connector)
	code.used = true
	user, _ := m.user(userID)
	issued := &modelToken{document: token, UserToken: UserToken{
		UserID: user.ID, AppConnector: connector, Description: code.Description, IssuedOn: m.now,
	}}
	if validity := m.connector(connector).TokenValidity; validity > 0 {
		issued.ValidUntil = m.now.Add(validity)
	}
	for _, other := range m.tokens {
		require.NotEqual(t, other.document, token, "tokens are unique")
	}
	m.tokens = append(m.tokens, issued)
	return nil
}

func (m *model) use(token *modelToken) *Refusal {
	user, _ := m.user(token.UserID)
	refusal := firstOf(
		check{token.gone, TokenUnknown},
		check{!token.ValidUntil.IsZero() && !m.now.Before(token.ValidUntil), TokenExpired},
		check{user.Blocked, UserBlocked},
		check{m.connector(token.AppConnector).Blocked, AppConnectorBlocked},
		check{!m.inGroup(token.UserID), UserNotInGroup},
	)
	if refusal == nil {
		token.LastUsedOn = m.now
	}
	return refusal
}

func (m *model) delete(token *modelToken) *Refusal {
	if token.gone {
		return TokenUnknown
	}
	token.gone = true
	return nil
}

// change makes a definition the environment's; what belongs to users who are
// no longer there goes.
func (m *model) change(definition Definition) {
	m.definition = definition
	for _, code := range m.codes {
		if _, known := m.user(code.UserID); !known {
			code.gone = true
		}
	}
	for _, token := range m.tokens {
		if _, known := m.user(token.UserID); !known {
			token.gone = true
		}
	}
}

func (m *model) userTokens() []UserToken {
	tokens := []UserToken{}
	for _, token := range m.tokens {
		if !token.gone {
			tokens = append(tokens, token.UserToken)
		}
	}
	return tokens
}

func (m *model) activationCodes() []ActivationCode {
	codes := []ActivationCode{}
	for _, code := range m.codes {
		if m.live(code) {
			listed := code.ActivationCode
			listed.ExpiresAt = code.IssuedAt.Add(m.definition.Settings.ActivationCodeLifetime)
			codes = append(codes, listed)
		}
	}
	return codes
}
