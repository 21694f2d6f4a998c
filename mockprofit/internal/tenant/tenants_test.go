package tenant

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/profit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// registry notes what tenants tell the outbox and the journal.
type registry struct {
	mutex     sync.Mutex
	notices   []mail.Notice
	forgotten []string
}

func (r *registry) Add(notice mail.Notice) string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.notices = append(r.notices, notice)
	return ""
}

type outbox struct{ *registry }

func (o outbox) Forget(environment string) int {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.forgotten = append(o.forgotten, "e-mails of "+environment)
	return 0
}

type journal struct{ *registry }

func (j journal) Forget(environment string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.forgotten = append(j.forgotten, "exchanges of "+environment)
}

type world struct {
	*Tenants
	*registry
	*realTime
	directory *profit.Directory
}

func newWorld() *world {
	random := profit.NewRandom(rand.NewChaCha8([32]byte{}))
	w := &world{
		registry: &registry{}, realTime: &realTime{now: noon},
		directory: profit.NewDirectory(random, profit.Definition{Language: profit.Dutch, Settings: profit.DefaultSettings()}),
	}
	w.Tenants = New(Options{
		Directory: w.directory, Random: random, Outbox: outbox{w.registry}, Journal: journal{w.registry},
		Now: w.realTime.Now, MailServer: "mail.example:25",
	})
	return w
}

const jansen = "12345.jansen"

func key(digit string) string { return strings.Repeat(digit, 32) }

func to[T any](value T) *T { return &value }

// usual is a document that names its keys.
func usual() control.Environment {
	return control.Environment{
		Code: "O12345AA", EnvironmentKey: key("E"),
		Users:      []control.User{{ID: jansen, Email: "jansen@example.com"}},
		UserGroups: []control.UserGroup{{ID: "staff", Members: []string{jansen}}},
		AppConnectors: []control.AppConnector{
			{ID: "crm", Description: "CRM", Blocked: to(false), UserGroup: "staff", APIKey: key("A")},
		},
	}
}

func (w *world) put(t *testing.T, document control.Environment) control.Environment {
	t.Helper()
	_, err := w.Put(document)
	require.NoError(t, err)
	found, err := w.Find(document.Code)
	require.NoError(t, err)
	return found.Document()
}

// ask requests an activation code.
func (w *world) ask(apiKey, environmentKey string) profit.Outcome {
	return w.directory.GenerateOTP(profit.CodeRequest{
		UserID: to(jansen), APIKey: &apiKey, EnvironmentKey: &environmentKey, Description: to("laptop"),
	})
}

func TestDocumentComesBackAsItWasPut(t *testing.T) {
	full := control.Environment{
		Code: "T1AA", Language: "en", EnvironmentKey: key("E"), MailServer: "none", Sender: "profit@example.com",
		Users: []control.User{
			{ID: jansen, Name: "J. Jansen", Email: "jansen@example.com"},
			{ID: "blocked", Blocked: true},
			{ID: "wrong", Email: "no address", AllowInvalidEmail: true},
		},
		UserGroups: []control.UserGroup{{ID: "staff", Members: []string{jansen, "wrong"}}, {ID: "empty"}},
		AppConnectors: []control.AppConnector{
			{ID: "crm", Description: "CRM", Blocked: to(false), UserGroup: "staff", APIKey: key("A"), TokenValidity: "2160h0m0s"},
			{ID: "wms", Description: "WMS", Blocked: to(true), APIKey: key("B")},
		},
		Settings: control.Settings{
			"refusals": "silent", "activationCodeLength": 6, "activationCodeLifetime": "1m0s", "trimParameters": false,
			"errorNumber": -1, "detailNamespace": "urn:x", "productVersion": "22.10",
		},
	}
	w := newWorld()
	require.Empty(t, cmp.Diff(full, w.put(t, full)))
	require.Empty(t, cmp.Diff(full, w.put(t, w.put(t, full))), "putting back what was read changes nothing")
}

// TestEverySettingComesBack holds the document to the catalogue: a setting of a
// new kind must survive the way there and back.
func TestEverySettingComesBack(t *testing.T) {
	other := map[string]any{
		"refusals": "silent", "activationCodeLength": 4, "activationCodeLifetime": "1m0s", "activationCodeAttempts": 1, "resend": "ignore",
		"missingDescription": "allow", "duplicateDescription": "allow", "descriptionLength": 5, "unknownTokenOnDelete": "ignore",
		"userIdCase": "exact", "trimParameters": false, "tokenLineBreak": "crlf", "errorNumber": 7, "detailNamespace": "urn:y", "productVersion": "1",
	}
	for _, setting := range profit.Catalogue() {
		t.Run(setting.Name, func(t *testing.T) {
			require.Contains(t, other, setting.Name, "give this test a value that is not the default")
			document := control.Environment{Code: "O1AA", Settings: control.Settings{setting.Name: other[setting.Name]}}
			require.Equal(t, document.Settings, newWorld().put(t, document).Settings)
		})
	}
}

func TestDefaultsOfADocument(t *testing.T) {
	w := newWorld()
	got := w.put(t, control.Environment{Code: "O1AA", AppConnectors: []control.AppConnector{{ID: "crm", Description: "CRM"}}})
	require.Regexp(t, "^[0-9A-F]{32}$", got.EnvironmentKey)
	require.Regexp(t, "^[0-9A-F]{32}$", got.AppConnectors[0].APIKey)
	require.NotEqual(t, got.EnvironmentKey, got.AppConnectors[0].APIKey)
	got.EnvironmentKey, got.AppConnectors[0].APIKey = "", ""
	require.Empty(t, cmp.Diff(control.Environment{
		Code: "O1AA", Language: "nl", MailServer: "default", Sender: "noreply@profit.example",
		AppConnectors: []control.AppConnector{{ID: "crm", Description: "CRM", Blocked: to(true)}}, // a new one is
	}, got))
}

func TestPutKeepsKeysThatAreLeftOut(t *testing.T) {
	w := newWorld()
	created, err := w.Put(usual())
	require.NoError(t, err)
	require.True(t, created)

	changed := usual()
	changed.EnvironmentKey, changed.AppConnectors[0].APIKey = "", ""
	changed.AppConnectors[0].Description = "CRM, renamed"
	changed.AppConnectors = append(changed.AppConnectors, control.AppConnector{ID: "wms", Description: "WMS"})
	created, err = w.Put(changed)
	require.NoError(t, err)
	require.False(t, created)
	found, err := w.Find("O12345AA")
	require.NoError(t, err)
	document := found.Document()
	require.Equal(t, key("E"), document.EnvironmentKey)
	require.Equal(t, key("A"), document.AppConnectors[0].APIKey)
	require.Regexp(t, regexp.MustCompile("^[0-9A-F]{32}$"), document.AppConnectors[1].APIKey)
	require.NotEqual(t, key("A"), document.AppConnectors[1].APIKey)

	changed.AppConnectors[0].ID = "renamed" // another app connector, so another key
	require.NotEqual(t, key("A"), w.put(t, changed).AppConnectors[0].APIKey)
}

func TestPutReplacesKeys(t *testing.T) {
	w := newWorld()
	w.put(t, usual())
	require.True(t, w.ask(key("A"), key("E")).Accepted())

	replaced := usual() // nothing but the keys
	replaced.EnvironmentKey, replaced.AppConnectors[0].APIKey = key("F"), key("B")
	w.put(t, replaced)
	require.Equal(t, profit.UnknownAPIKey, w.ask(key("A"), key("F")).Refusal, "the former API key is worthless")
	require.Equal(t, profit.UnknownEnvironmentKey, w.ask(key("B"), key("E")).Refusal, "the former environment key is worthless")
	require.True(t, w.ask(key("B"), key("F")).Accepted())
	require.Len(t, w.directory.Environment("O12345AA").ActivationCodes(), 1, "codes stay")

	another := control.Environment{Code: "T1AA", EnvironmentKey: key("E"), AppConnectors: []control.AppConnector{{ID: "x", Description: "X", APIKey: key("A")}}}
	w.put(t, another) // keys that were given up are free
}

func TestKeysCanChangeHands(t *testing.T) {
	w := newWorld()
	document := usual()
	document.AppConnectors = append(document.AppConnectors, control.AppConnector{ID: "wms", Description: "WMS", APIKey: key("B")})
	w.put(t, document)
	document.AppConnectors[0].APIKey, document.AppConnectors[1].APIKey = key("B"), key("A")
	require.Empty(t, cmp.Diff(document.AppConnectors[0].APIKey, w.put(t, document).AppConnectors[0].APIKey))
	outcome := w.ask(key("A"), key("E"))
	require.Equal(t, "wms", outcome.AppConnector)
}

func TestPutRefusesKeysOfOthers(t *testing.T) {
	tests := map[string]struct {
		document control.Environment
		want     profit.KeyClash
	}{
		"environment key": {control.Environment{Code: "T1AA", EnvironmentKey: key("E")}, profit.KeyClash{Environment: "O12345AA"}},
		"API key": {control.Environment{Code: "T1AA", AppConnectors: []control.AppConnector{{ID: "x", Description: "X", APIKey: key("A")}}},
			profit.KeyClash{AppConnector: "x", Environment: "O12345AA"}},
		"API key that another connector keeps": {control.Environment{Code: "O12345AA", AppConnectors: []control.AppConnector{
			{ID: "crm", Description: "CRM"}, {ID: "x", Description: "X", APIKey: key("A")}}},
			profit.KeyClash{AppConnector: "x", Environment: "O12345AA"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			before := w.put(t, usual())
			_, err := w.Put(test.document)
			var clash *profit.KeyClash
			require.ErrorAs(t, err, &clash)
			require.Equal(t, test.want, *clash)
			require.NotContains(t, err.Error(), key("A"), "the key is not told")
			require.Equal(t, []string{"O12345AA"}, w.Codes())
			found, err := w.Find("O12345AA")
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(before, found.Document()), "nothing was changed")
		})
	}
}

func TestPutTellsAllThatIsWrong(t *testing.T) {
	w := newWorld()
	wrong := usual()
	wrong.Language = "de"
	wrong.Settings = control.Settings{"resend": "never"}
	_, err := w.Put(wrong)
	var invalid *Invalid
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, Check(wrong), invalid.Problems)
	require.EqualError(t, err, `the document is wrong: language: expected nl or en, got "de"; settings.resend: expected one of replace, repeat, ignore, got "never"`)
	require.Empty(t, w.Codes())
	_, err = w.Find("O12345AA")
	require.ErrorIs(t, err, ErrUnknown)
}

func TestCheckAcceptsWhatIsSound(t *testing.T) {
	require.Empty(t, Check(usual()))
}

func TestPutKeepsTheClock(t *testing.T) {
	w := newWorld()
	w.put(t, usual())
	found, err := w.Find("O12345AA")
	require.NoError(t, err)
	_, err = found.Clock.Change(control.ClockChange{Shift: "1h"})
	require.NoError(t, err)
	w.put(t, usual())
	again, err := w.Find("O12345AA")
	require.NoError(t, err)
	require.Same(t, found.Clock, again.Clock)

	require.True(t, w.ask(key("A"), key("E")).Accepted())
	require.Equal(t, noon.Add(time.Hour), again.ActivationCodes()[0].IssuedAt, "the environment lives by its clock")

	require.NoError(t, w.Remove("O12345AA"))
	w.put(t, usual())
	anew, err := w.Find("O12345AA")
	require.NoError(t, err)
	require.Equal(t, noon, anew.Clock.Now(), "an environment that is made anew has its own")
}

func TestCodesAreMailed(t *testing.T) {
	servers := map[string]struct{ given, want string }{
		"the server's own": {"", "mail.example:25"}, "its own": {"localhost:1025", "localhost:1025"},
	}
	for name, test := range servers {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			document := usual()
			document.MailServer, document.Language, document.Sender = test.given, "en", "profit@example.com"
			document.Users[0].Name = "J. Jansen"
			w.put(t, document)
			require.True(t, w.ask(key("A"), key("E")).Accepted())
			require.Len(t, w.notices, 1)
			require.Empty(t, cmp.Diff(mail.Notice{
				Environment: "O12345AA", Language: "en", Sender: "profit@example.com",
				Recipient: "jansen@example.com", RecipientName: "J. Jansen", UserID: jansen,
				AppConnector: "CRM", Device: "laptop", Code: w.directory.Environment("O12345AA").ActivationCodes()[0].Code,
				Issued: noon, Lifetime: 15 * time.Minute, Server: test.want,
			}, w.notices[0]))
		})
	}
}

func TestRemoveLeavesNothingBehind(t *testing.T) {
	w := newWorld()
	w.put(t, usual())
	found, err := w.Find("O12345AA")
	require.NoError(t, err)
	require.NoError(t, w.Remove("O12345AA"))
	require.ElementsMatch(t, []string{"e-mails of O12345AA", "exchanges of O12345AA"}, w.forgotten)
	require.Empty(t, w.Codes())
	require.Equal(t, profit.UnknownAPIKey, w.ask(key("A"), key("E")).Refusal)
	select {
	case <-found.Gone:
	default:
		t.Fatal("whoever waits for something in the environment is not told that it is gone")
	}
	_, err = w.Find("O12345AA")
	require.ErrorIs(t, err, ErrUnknown)
	require.ErrorIs(t, w.Remove("O12345AA"), ErrUnknown)
	require.Len(t, w.forgotten, 2)

	created, err := w.Put(usual())
	require.NoError(t, err)
	require.True(t, created)
}

func TestUnknownCodeIsToldBriefly(t *testing.T) {
	_, err := newWorld().Find(strings.Repeat("x", 1<<20))
	require.ErrorIs(t, err, ErrUnknown)
	require.Less(t, len(err.Error()), 300)
}

func TestConcurrentChangesAndRequests(t *testing.T) {
	w := newWorld()
	var everyone sync.WaitGroup
	for range 2 {
		everyone.Go(func() {
			for range 50 {
				_, err := w.Put(usual())
				assert.NoError(t, err)
			}
		})
		everyone.Go(func() {
			for range 50 {
				if err := w.Remove("O12345AA"); err != nil {
					assert.ErrorIs(t, err, ErrUnknown)
				}
			}
		})
		everyone.Go(func() {
			for range 50 {
				if err := w.Reset("O12345AA"); err != nil {
					assert.ErrorIs(t, err, ErrUnknown)
				}
			}
		})
		everyone.Go(func() {
			for range 50 {
				w.ask(key("A"), key("E"))
				w.Codes()
				if found, err := w.Find("O12345AA"); err == nil {
					assert.Equal(t, "O12345AA", found.Document().Code)
					found.Clock.Now()
				}
			}
		})
	}
	everyone.Wait()
	w.put(t, usual())
	require.True(t, w.ask(key("A"), key("E")).Accepted())
}
