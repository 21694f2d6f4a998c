package profit

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with the file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run the tests with -update to make the golden files")
	require.Equal(t, string(want), got)
}

// The cast. Both environments know the same user ids; jansen and devries are
// members of the app connectors' group, bakker is not.
const (
	jansen  = "12345.jansen"
	devries = "12345.devries"
	bakker  = "12345.bakker"

	portal  = "portal"
	planner = "planner"
)

var (
	productionKeys = keys{environment: key('A'), portal: key('B'), planner: key('C')}
	testKeys       = keys{environment: key('D'), portal: key('E'), planner: key('F')}
	unknownKey     = key('9')

	epoch = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
)

type keys struct{ environment, portal, planner string }

func key(digit byte) string { return strings.Repeat(string(digit), 32) }

func productionDefinition() Definition { return define("O12345AA", English, productionKeys) }

func testDefinition() Definition { return define("T12345AA", Dutch, testKeys) }

func define(code string, language Language, keys keys) Definition {
	return Definition{
		Code: code, Language: language, EnvironmentKey: keys.environment,
		MailServer: DefaultMailServer, Sender: "profit@example.com",
		Users: []User{
			{ID: jansen, Name: "J. Jansen", Email: "jansen@example.com"},
			{ID: devries, Name: "D. de Vries", Email: "devries@example.com"},
			{ID: bakker, Name: "B. Bakker", Email: "bakker@example.com"},
		},
		UserGroups: []UserGroup{{ID: "staff", Members: []string{jansen, devries}}},
		AppConnectors: []AppConnector{
			{ID: portal, Description: "Customer portal", UserGroup: "staff", APIKey: keys.portal},
			{ID: planner, Description: "Planner", UserGroup: "staff", APIKey: keys.planner},
		},
		Settings: DefaultSettings(),
	}
}

// manualClock stands still until it is moved.
type manualClock struct {
	mutex sync.Mutex
	now   time.Time
}

func (c *manualClock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

func (c *manualClock) advance(by time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(by)
}

// mailbox keeps what an environment tells about issued codes.
type mailbox struct {
	mutex sync.Mutex
	mails []CodeIssued
}

func (m *mailbox) add(issued CodeIssued) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.mails = append(m.mails, issued)
}

func (m *mailbox) all() []CodeIssued {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Clone(m.mails)
}

// world is a directory with the environments that a test puts, which share a
// clock and a mailbox.
type world struct {
	*Directory
	mailbox
	clock *manualClock
}

func newWorld(t require.TestingT, definitions ...Definition) *world {
	w := &world{
		Directory: NewDirectory(seeded(), Definition{Language: English, Settings: DefaultSettings()}),
		clock:     &manualClock{now: epoch},
	}
	for _, definition := range definitions {
		w.put(t, definition)
	}
	return w
}

// seeded returns a Random that is the same in every run.
func seeded() *Random { return NewRandom(rand.NewChaCha8([32]byte{})) }

func (w *world) put(t require.TestingT, definition Definition) *Environment {
	environment, err := w.Put(definition, w.clock, w.add)
	require.NoError(t, err)
	return environment
}

// change puts the production environment anew.
func (w *world) change(t require.TestingT, edit func(*Definition)) {
	definition := w.Environment("O12345AA").Definition()
	edit(&definition)
	w.put(t, definition)
}

// asks is a request of jansen for the portal in production, all in order.
func asks(description string) CodeRequest {
	return CodeRequest{new(jansen), new(productionKeys.portal), new(productionKeys.environment), new(description)}
}

// redeems is the redemption that goes with asks.
func redeems(code string) Redemption {
	return Redemption{new(jansen), new(productionKeys.portal), new(productionKeys.environment), new(code)}
}

// code requests a code, which must succeed, and returns what was mailed.
func (w *world) code(t require.TestingT, request CodeRequest) string {
	before := len(w.all())
	require.Nil(t, w.GenerateOTP(request).Refusal)
	mails := w.all()
	require.Len(t, mails, before+1)
	return mails[before].Code
}

// token requests a code and redeems it; both must succeed.
func (w *world) token(t require.TestingT, request CodeRequest) string {
	code := w.code(t, request)
	token, outcome := w.GetTokenFromOTP(Redemption{request.UserID, request.APIKey, request.EnvironmentKey, &code})
	require.Nil(t, outcome.Refusal)
	return token
}

// redeem returns the refusal of the redemption of a code by jansen.
func (w *world) redeem(code string) *Refusal {
	_, outcome := w.GetTokenFromOTP(redeems(code))
	return outcome.Refusal
}

// wrong returns a code of the same length that differs in its last digit.
func wrong(code string) string {
	last := len(code) - 1
	return code[:last] + string(rune('0'+(code[last]-'0'+1)%10))
}

// requireRefusal compares refusals by name, which reads better than pointers.
func requireRefusal(t require.TestingT, want, got *Refusal, context ...any) {
	name := func(r *Refusal) string {
		if r == nil {
			return "accepted"
		}
		return r.Name
	}
	require.Equal(t, name(want), name(got), context...)
	require.Same(t, want, got, context...)
}
