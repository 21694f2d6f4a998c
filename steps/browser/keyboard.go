package browser

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mostTabs is how often Tab is pressed at most: no page has as many things that
// take it.
const mostTabs = 50

// focus is what has the keyboard.
type focus struct {
	Thing bool   // the one that is looked for
	Shown bool   // the reader sees that it has
	Name  string // what is written on it
}

// Reach presses Tab until a thing has the keyboard. The error tells that it
// never gets it, or that a reader would not see where the keyboard is on the
// way.
func (t *Tab) Reach(ctx context.Context, thing Thing) error {
	if err := t.find(ctx, thing); err != nil {
		return err
	}
	var passed []string
	for range mostTabs {
		if err := t.do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			return err
		}
		now, err := run(ctx, t, chromedp.Evaluate[focus](fmt.Sprintf(`(() => {
			const now = document.activeElement, style = getComputedStyle(now);
			const wanted = document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
			return {
				Thing: now === wanted, Name: now.ariaLabel ?? now.labels?.[0]?.innerText ?? now.innerText,
				Shown: now === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
			};
		})()`, string(thing))))
		switch {
		case err != nil:
			return err
		case !now.Shown:
			return fmt.Errorf("expected that %q shows that it has the keyboard, got no outline", now.Name)
		case now.Thing:
			return nil
		}
		passed = append(passed, now.Name)
	}
	return fmt.Errorf("expected that Tab leads to %s, got %s", thing, strings.Join(passed, ", "))
}

// Type types a text where the keyboard is, all of it at once.
func (t *Tab) Type(ctx context.Context, text string) error { return t.do(ctx, insert(text)) }

// Enter presses Enter where that leads to another page.
func (t *Tab) Enter(ctx context.Context) error { return t.loading(ctx, chromedp.KeyEvent(kb.Enter)) }
