package profit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestAgainstTheModel lets an environment and the naive model go through the
// same random history and compares what they say and list after each step.
func TestAgainstTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		definition := productionDefinition()
		definition.AppConnectors[0].TokenValidity = time.Hour
		definition.Settings.ActivationCodeAttempts = 2
		m := &machine{world: newWorld(t, definition), model: model{definition: definition, now: epoch}}
		t.Repeat(map[string]func(*rapid.T){
			"":             m.compare,
			"request":      m.request,
			"redeem":       m.redeem,
			"redeem right": m.redeemRight, // most codes that are drawn at random are wrong
			"obtain":       m.obtain,
			"use":          m.use,
			"delete":       m.delete,
			"wait":         m.wait,
			"administrate": m.administrate,
		})
	})
}

type machine struct {
	world *world
	model model
}

func (m *machine) compare(t *rapid.T) {
	environment := m.world.Environment("O12345AA")
	require.Empty(t, cmp.Diff(m.model.userTokens(), environment.UserTokens(), cmpopts.IgnoreFields(UserToken{}, "Number")))
	require.Empty(t, cmp.Diff(m.model.activationCodes(), environment.ActivationCodes()))
}

func anyUser(t *rapid.T) string {
	id := rapid.SampledFrom([]string{jansen, jansen, devries, bakker, "nobody"}).Draw(t, "user")
	if rapid.Bool().Draw(t, "in capitals") {
		return strings.ToUpper(id)
	}
	return id
}

func anyConnector(t *rapid.T) string {
	return rapid.SampledFrom([]string{portal, planner}).Draw(t, "app connector")
}

func apiKey(connector string) *string {
	if connector == portal {
		return new(productionKeys.portal)
	}
	return new(productionKeys.planner)
}

func (m *machine) request(t *rapid.T) {
	user := anyUser(t)
	connector := anyConnector(t)
	device := rapid.SampledFrom([]string{"Laptop", "Telephone", ""}).Draw(t, "device")
	before := len(m.world.all())
	got := m.world.GenerateOTP(CodeRequest{&user, apiKey(connector), new(productionKeys.environment), &device})
	want := m.model.request(t, user, connector, device, m.world.all()[before:])
	requireRefusal(t, want, got.Refusal)
}

func (m *machine) redeem(t *rapid.T) {
	user := anyUser(t)
	connector := anyConnector(t)
	given := ""
	if mails := m.world.all(); len(mails) > 0 {
		given = rapid.SampledFrom(mails).Draw(t, "mail").Code
	}
	m.redeemCode(t, user, connector, given)
}

func (m *machine) redeemRight(t *rapid.T) {
	if len(m.model.codes) == 0 {
		t.Skip("no code yet")
	}
	recent := m.model.codes[max(0, len(m.model.codes)-3):]
	code := rapid.SampledFrom(recent).Draw(t, "code")
	m.redeemCode(t, code.UserID, code.AppConnector, code.Code)
}

func (m *machine) redeemCode(t *rapid.T, user, connector, given string) {
	token, got := m.world.GetTokenFromOTP(Redemption{&user, apiKey(connector), new(productionKeys.environment), &given})
	requireRefusal(t, m.model.redeem(t, user, connector, given, token), got.Refusal)
}

// obtain requests a code and redeems it at once, so that there are tokens.
func (m *machine) obtain(t *rapid.T) {
	before := len(m.model.codes)
	m.request(t)
	if len(m.model.codes) == before {
		t.Skip("no code was issued")
	}
	code := m.model.codes[before]
	m.redeemCode(t, code.UserID, code.AppConnector, code.Code)
}

func (m *machine) anyToken(t *rapid.T) *modelToken {
	if len(m.model.tokens) == 0 {
		t.Skip("no token yet")
	}
	return rapid.SampledFrom(m.model.tokens).Draw(t, "token")
}

func (m *machine) use(t *rapid.T) {
	token := m.anyToken(t)
	got := m.world.Use(&token.document)
	requireRefusal(t, m.model.use(token), got.Refusal)
}

func (m *machine) delete(t *rapid.T) {
	token := m.anyToken(t)
	got := m.world.DeleteToken(&token.document)
	requireRefusal(t, m.model.delete(token), got.Refusal)
}

func (m *machine) wait(t *rapid.T) {
	by := rapid.SampledFrom([]time.Duration{
		1, time.Minute, 15*time.Minute - 1, 15 * time.Minute, time.Hour - 1, time.Hour, -time.Minute,
	}).Draw(t, "time")
	m.world.clock.advance(by)
	m.model.now = m.model.now.Add(by)
}

// administrate changes one thing about the environment, or back.
func (m *machine) administrate(t *rapid.T) {
	definition := m.world.Environment("O12345AA").Definition()
	toggle := func(flag *bool) { *flag = !*flag }
	edits := map[string]func(){
		"block user":              func() { toggle(&definition.Users[0].Blocked) },
		"block app connector":     func() { toggle(&definition.AppConnectors[0].Blocked) },
		"user leaves or joins":    func() { definition.UserGroups[0].Members = without(definition.UserGroups[0].Members, jansen) },
		"user removed or created": func() { definition.Users = withoutUser(definition.Users, devries) },
		"resend": func() {
			definition.Settings.Resend = rapid.SampledFrom([]string{ResendReplace, ResendRepeat, ResendIgnore}).Draw(t, "resend")
		},
		"duplicate description": func() {
			definition.Settings.DuplicateDescription = rapid.SampledFrom([]string{Refuse, Allow}).Draw(t, "duplicate")
		},
		"attempts": func() { definition.Settings.ActivationCodeAttempts = rapid.IntRange(1, 3).Draw(t, "attempts") },
	}
	names := make([]string, 0, len(edits))
	for name := range edits {
		names = append(names, name)
	}
	slices.Sort(names)
	edits[rapid.SampledFrom(names).Draw(t, "edit")]()
	m.world.put(t, definition)
	m.model.change(definition)
}

// without removes the id, or adds it when it is not there.
func without(ids []string, id string) []string {
	if i := slices.Index(ids, id); i >= 0 {
		return slices.Delete(ids, i, i+1)
	}
	return append(ids, id)
}

func withoutUser(users []User, id string) []User {
	if i := slices.IndexFunc(users, func(u User) bool { return u.ID == id }); i >= 0 {
		return slices.Delete(users, i, i+1)
	}
	return append(users, User{ID: id, Email: id + "@example.com"})
}
