package browser_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/steps/browser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const page = `<!DOCTYPE html><title>t</title>
<style>:focus-visible { outline: 3px solid }</style>
<a href="/other">Other's page</a> <a href="/file">File</a>
<form action="/other"><label for="a">name:</label><input id="a" name="n"><button>Send</button></form>`

// site is pages to be looked at.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) })
	mux.HandleFunc("GET /other", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, "Host %s, name %s", r.Host, r.FormValue("n"))
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", "attachment; filename=name.xml")
		fmt.Fprint(w, "<a/>")
	})
	mux.HandleFunc("GET /dim", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.ReplaceAll(page, "3px solid", "none"))
	})
	mux.HandleFunc("GET /wide", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!DOCTYPE html><meta name="viewport" content="width=device-width"><pre style="width: 500px">wide</pre>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// installed returns a browser, or skips the test where there is none.
func installed(t *testing.T) *browser.Browser {
	t.Helper()
	program, err := browser.Find(os.Getenv("BROWSER_PROGRAM"))
	if none := new(browser.NotFoundError); errors.As(err, &none) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	require.NoError(t, err)
	t.Setenv("TMPDIR", t.TempDir())
	made := browser.New(program)
	t.Cleanup(func() {
		require.NoError(t, made.Close(context.Background()))
		left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
		require.NoError(t, err)
		require.Empty(t, left, "the browser left something behind")
	})
	return made
}

func open(ctx context.Context, t *testing.T, from *browser.Browser, address string) *browser.Tab {
	t.Helper()
	tab, err := from.Open(ctx)
	require.NoError(t, err)
	t.Cleanup(tab.Close)
	require.NoError(t, tab.Visit(ctx, address))
	return tab
}

// limited bounds a test. It is generous: under the race detector, on a machine
// that does other work too, a browser takes seconds to start.
func limited(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestTab(t *testing.T) {
	shared, address := installed(t), site(t)
	says := func(ctx context.Context, t *testing.T, tab *browser.Tab, want string) {
		t.Helper()
		text, err := tab.Text(ctx)
		require.NoError(t, err)
		require.Contains(t, text, want)
	}
	t.Run("mouse", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address)
		require.NoError(t, tab.Paste(ctx, browser.Field("name:"), "Anna <1>"))
		require.NoError(t, tab.Follow(ctx, browser.Button("Send")))
		says(ctx, t, tab, "name Anna <1>")
	})
	t.Run("a link with a quote in its text", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address)
		require.NoError(t, tab.Follow(ctx, browser.Link("Other's page")))
		says(ctx, t, tab, "Host 127.0.0.1:")
	})
	t.Run("keyboard", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address)
		require.NoError(t, tab.Reach(ctx, browser.Field("name:")))
		require.NoError(t, tab.Type(ctx, "Bob"))
		require.NoError(t, tab.Reach(ctx, browser.Button("Send")))
		require.NoError(t, tab.Enter(ctx))
		says(ctx, t, tab, "name Bob")
	})
	t.Run("keyboard that nobody sees", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address+"/dim")
		require.ErrorContains(t, tab.Reach(ctx, browser.Button("Send")), "got no outline")
	})
	t.Run("download", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address)
		got, err := tab.Download(ctx, browser.Link("File"))
		require.NoError(t, err)
		require.Equal(t, browser.Download{Name: "name.xml", Content: []byte("<a/>")}, got)
	})
	t.Run("a name that does not tell that it is this machine", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, strings.Replace(address, "127.0.0.1", browser.RemoteHost, 1)+"/other")
		says(ctx, t, tab, "Host profit.example:")
	})
	t.Run("phone", func(t *testing.T) {
		ctx := limited(t)
		tab, err := shared.Open(ctx)
		require.NoError(t, err)
		t.Cleanup(tab.Close)
		require.NoError(t, tab.Phone(ctx))
		require.NoError(t, tab.Visit(ctx, address))
		overflow, err := tab.Overflow(ctx)
		require.NoError(t, err)
		require.Zero(t, overflow)
		require.NoError(t, tab.Visit(ctx, address+"/wide"))
		overflow, err = tab.Overflow(ctx)
		require.NoError(t, err)
		require.Positive(t, overflow)
	})
	t.Run("what is not there", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address)
		err := tab.Follow(ctx, browser.Link("Nowhere"))
		require.ErrorContains(t, err, "Nowhere")
		require.ErrorContains(t, err, "Other's page", "what is there")
	})
	t.Run("too late", func(t *testing.T) {
		ctx := limited(t)
		tab := open(ctx, t, shared, address)
		late, cancel := context.WithCancelCause(ctx)
		cancel(errors.New("the scenario took too long"))
		_, err := tab.Text(late)
		require.ErrorContains(t, err, "the scenario took too long")
		says(ctx, t, tab, "Other's page") // the tab itself goes on
	})
}

func TestABrowserThatDied(t *testing.T) {
	mortal, address := installed(t), site(t)
	ctx := limited(t)
	tab := open(ctx, t, mortal, address)
	mortal.Kill()
	_, err := tab.Text(ctx)
	require.Error(t, err)
	require.NoError(t, ctx.Err(), "it took the time limit to notice")

	_, err = open(ctx, t, mortal, address).Text(ctx)
	require.NoError(t, err, "another one is started")
}

func TestAProgramThatIsNoBrowser(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	program, err := browser.Find("false")
	require.NoError(t, err)
	wrong := browser.New(program)
	_, err = wrong.Open(t.Context())
	require.ErrorContains(t, err, "start the browser "+program)
	require.NoError(t, wrong.Close(t.Context()))
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestFind(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	_, err := browser.Find("")
	require.ErrorAs(t, err, new(*browser.NotFoundError))
	require.ErrorContains(t, err, "install chromium, or set BROWSER_PROGRAM")
	_, err = browser.Find("chromium")
	require.ErrorContains(t, err, "chromium")

	for _, name := range []string{"google-chrome", "chromium-browser"} { // the better ones last
		program := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(program, nil, 0o700))
		found, err := browser.Find("")
		require.NoError(t, err)
		require.Equal(t, program, found)
	}
	found, err := browser.Find("google-chrome")
	require.NoError(t, err)
	require.Equal(t, filepath.Join(folder, "google-chrome"), found)
}
