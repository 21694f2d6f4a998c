package profit

import "time"

// Use decides whether a token opens the environment, and keeps when it did
// ("last used on"). The order in which refusals win is assumed.
func (d *Directory) Use(token *string) Outcome {
	v, held, refusal := d.present(token)
	defer v.leave()
	if refusal != nil {
		return v.outcome(refusal)
	}
	now := v.environment.clock.Now()
	refusal = v.usable(held, now)
	if refusal == nil {
		held.LastUsedOn = now
	}
	return v.outcome(refusal)
}

// usable applies the refusals of a token that is known. Its user and its app
// connector exist: a token goes when they do.
func (v *visit) usable(held *userToken, now time.Time) *Refusal {
	v.user = v.environment.users[held.user]
	switch {
	case held.expired(now):
		return TokenExpired
	case v.user.Blocked:
		return UserBlocked
	case v.connector.Blocked:
		return AppConnectorBlocked
	case !v.connector.members[held.user]:
		return UserNotInGroup
	}
	return nil
}

// DeleteToken withdraws a token: the whole document, tags included
// (documented). It withdraws an expired token and that of a blocked user or
// app connector too (assumed); an unknown one is refused or ignored, as the
// setting unknownTokenOnDelete says: that of the environment which withdrew
// the token, or else that of the server's defaults.
func (d *Directory) DeleteToken(token *string) Outcome {
	v, held, refusal := d.present(token)
	defer v.leave()
	if refusal == nil {
		v.environment.withdraw(held.hash)
	}
	if refusal == TokenUnknown && v.definition.Settings.UnknownTokenOnDelete == Ignore {
		refusal = nil
	}
	return v.outcome(refusal)
}

// present finds the token, enters its environment and tells who holds it. A
// token that was withdrawn is unknown, but to the environment that had it.
func (d *Directory) present(token *string) (*visit, *userToken, *Refusal) {
	v := &visit{definition: &d.defaults}
	data, ok := parseToken(trimmed(token)) // blanks around a document never count
	if !ok {
		return v, nil, TokenMalformed
	}
	hash := hashToken(data)
	if owner := d.tokens.owner(hash); owner != nil {
		v.enter(owner)
	}
	if v.environment == nil {
		return v, nil, TokenUnknown
	}
	held := v.environment.live(hash)
	if held == nil {
		return v, nil, TokenUnknown
	}
	v.userID = held.UserID
	v.connector = v.environment.appConnectors[held.AppConnector]
	return v, held, nil
}
