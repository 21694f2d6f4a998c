// Package browser opens pages in an installed Chromium or Chrome, finds things
// in them as their readers do, by what is written on them, and does what
// readers do with mouse and keyboard.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/chromedp/chromedp"

	"profitbdd/steps/childprocess"
)

// RemoteHost is a name of this machine that doesn't tell so: browsers find it
// here, and whoever reads it in a URL or a Host takes it for a name of another
// machine (RFC 2606 gives it to nobody).
const RemoteHost = "profit.example"

// Browser is a browser without a window, which is started when its first tab is
// opened. It is safe for concurrent use.
type Browser struct {
	program string

	mutex  sync.Mutex
	root   context.Context // chromedp's, of the process; nil while there is none
	end    func()          // kills the process and waits until it is gone, with its profile
	folder string          // what it leaves elsewhere than in its profile, and downloads
}

// New returns a browser that will run the program, which [Find] found.
func New(program string) *Browser { return &Browser{program: program} }

// Program is the path of the program.
func (b *Browser) Program() string { return b.program }

// Open opens a tab that shares nothing with others, starting the browser if
// need be. It must be closed.
func (b *Browser) Open(ctx context.Context) (*Tab, error) {
	root, folder, err := b.running(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the browser %s: %w", b.program, err)
	}
	opened, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
	if err := first(ctx, opened, cancel); err != nil {
		cancel()
		return nil, fmt.Errorf("open a tab: %w", err)
	}
	return &Tab{opened: opened, close: cancel, folder: folder}, nil
}

// first begins what one of chromedp's contexts stands for, which lives as long
// as the context of its first call; so that can't be one that ends with ctx, nor
// with a time limit of its own.
func first(ctx, begun context.Context, cancel func()) error {
	inTime := context.AfterFunc(ctx, cancel)
	err := chromedp.Do(begun)
	if !inTime() {
		err = errors.Join(context.Cause(ctx), err)
	}
	return err
}

// running starts the browser if need be. It lives until Close, whatever becomes
// of the context.
func (b *Browser) running(ctx context.Context) (context.Context, string, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.root != nil && b.root.Err() == nil {
		return b.root, b.folder, nil
	}
	if b.root != nil { // it died, which only the scenarios that saw it should suffer from
		if err := b.stop(); err != nil {
			return nil, "", err
		}
	}
	folder, err := os.MkdirTemp("", "browser")
	if err != nil {
		return nil, "", err
	}
	allocated, endAll := chromedp.NewExecAllocator(context.Background(), options(b.program, folder)...)
	root, cancel := chromedp.NewContext(allocated, chromedp.WithErrorf(quiet), chromedp.WithLogf(quiet))
	b.root, b.folder, b.end = root, folder, func() { cancel(); endAll() }
	if err := first(ctx, root, cancel); err != nil {
		return nil, "", errors.Join(err, b.stop())
	}
	return root, folder, nil
}

// options are how the browser is run: without a window, without asking anybody
// anything on the network, and without a sandbox, which neither root nor most
// containers can have; it opens no pages but the mock's. chromedp adds a new,
// empty profile, and removes it.
func options(program, folder string) []chromedp.ExecAllocatorOption {
	given := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		// It dies when we do, and a Ctrl-C reaches it through us.
		chromedp.ModifyCmdFunc(childprocess.DieWithParent),
		// What it leaves in the home and temporary folders is removed with this one.
		chromedp.Env("HOME="+folder, "XDG_CONFIG_HOME="+folder, "XDG_CACHE_HOME="+folder, "TMPDIR="+folder),
		chromedp.Flag("host-resolver-rules", "MAP "+RemoteHost+" 127.0.0.1"),
	)
	for _, flag := range []string{"no-sandbox", "disable-gpu", "disable-quic", "disable-component-update", "no-proxy-server"} {
		given = append(given, chromedp.Flag(flag, true))
	}
	return given
}

// quiet drops what chromedp would print: events that it doesn't know, mostly.
func quiet(string, ...any) {}

// Close ends the browser, if it runs, and removes what it left; when ctx ends
// first it is killed. It can be opened again.
func (b *Browser) Close(ctx context.Context) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.root == nil {
		return nil
	}
	// An orderly end is faster than a kill, after which chromedp looks for what is left. Its failure is none: stop kills.
	closing, cancel := context.WithCancel(b.root)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	_ = chromedp.Cancel(closing)
	return b.stop()
}

// stop ends the process for sure.
func (b *Browser) stop() error {
	b.end()
	err := os.RemoveAll(b.folder)
	b.root, b.end, b.folder = nil, nil, ""
	return err
}
