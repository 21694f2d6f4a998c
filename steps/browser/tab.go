package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Tab is an open page. It is for one goroutine.
type Tab struct {
	opened context.Context // chromedp's, of the tab
	close  func()
	folder string // for downloads
}

// Close closes the tab and forgets what it stored.
func (t *Tab) Close() { t.close() }

// bound returns chromedp's context of the tab, which ends with the caller's
// too.
func (t *Tab) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	bound, cancel := context.WithCancelCause(t.opened)
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	return bound, func() { stop(); cancel(nil) }
}

// run runs an action until ctx ends.
func run[T any](ctx context.Context, t *Tab, action chromedp.Action[T]) (T, error) {
	bound, cancel := t.bound(ctx)
	defer cancel()
	result, err := chromedp.Run(bound, action)
	if err != nil && ctx.Err() != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	return result, err
}

func (t *Tab) do(ctx context.Context, actions ...chromedp.Action[chromedp.Void]) error {
	_, err := run(ctx, t, chromedp.Steps(actions...))
	return err
}

// loading runs actions that lead to another page, and waits until that is
// there, whatever its status.
func (t *Tab) loading(ctx context.Context, actions ...chromedp.Action[chromedp.Void]) error {
	bound, cancel := t.bound(ctx)
	defer cancel()
	_, err := chromedp.RunResponse(bound, actions...)
	if err != nil && ctx.Err() != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	return err
}

// Visit opens an address.
func (t *Tab) Visit(ctx context.Context, address string) error {
	return t.loading(ctx, chromedp.Navigate(address))
}

// Phone gives the tab the size of a small phone.
func (t *Tab) Phone(ctx context.Context) error {
	const width, height = 360, 640
	return t.do(ctx, chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// Text is what the page says.
func (t *Tab) Text(ctx context.Context) (string, error) {
	return run(ctx, t, chromedp.Evaluate[string](`(document.body ?? document.documentElement).innerText ?? document.documentElement.textContent`))
}

// Address is where the page came from.
func (t *Tab) Address(ctx context.Context) (string, error) { return run(ctx, t, chromedp.Location()) }

// Overflow tells by how many pixels the page is wider than the tab, so that a
// reader has to scroll sideways.
func (t *Tab) Overflow(ctx context.Context) (int, error) {
	return run(ctx, t, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
}

// Has tells how many things of a kind the page has.
func (t *Tab) Has(ctx context.Context, thing Thing) (int, error) {
	return run(ctx, t, chromedp.Evaluate[int](fmt.Sprintf(`document.evaluate(%q, document).numberValue`, "count("+string(thing)+")")))
}

// find makes sure that the thing is there: a page is complete when its loading
// is waited for, so what isn't there now won't come.
func (t *Tab) find(ctx context.Context, thing Thing) error {
	count, err := t.Has(ctx, thing)
	if err != nil || count > 0 {
		return err
	}
	address, err := t.Address(ctx)
	if err != nil {
		return err
	}
	text, err := t.Text(ctx)
	if err != nil {
		return err
	}
	return fmt.Errorf("expected %s in the page %s, got:\n%s", thing, address, strings.TrimSpace(text))
}

// Follow clicks on a thing that leads to another page.
func (t *Tab) Follow(ctx context.Context, thing Thing) error {
	if err := t.find(ctx, thing); err != nil {
		return err
	}
	return t.loading(ctx, chromedp.Click(chromedp.Search(thing)))
}

// Paste puts a text into a field as a whole.
func (t *Tab) Paste(ctx context.Context, field Thing, text string) error {
	if err := t.find(ctx, field); err != nil {
		return err
	}
	return t.do(ctx, chromedp.Click(chromedp.Search(field)), insert(text))
}

// insert puts a text where the cursor is.
func insert(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}
