package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Download is a file that the browser took.
type Download struct {
	Name    string // under which a reader would find it
	Content []byte
}

// Download clicks on a link to a file and waits until it is there.
func (t *Tab) Download(ctx context.Context, link Thing) (Download, error) {
	if err := t.find(ctx, link); err != nil {
		return Download{}, err
	}
	bound, cancel := t.bound(ctx)
	defer cancel()
	wanted := true
	if _, err := chromedp.Call(bound, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior:     browser.SetDownloadBehaviorBehaviorAllowAndName, // under an identifier, lest two tabs take the same file
		DownloadPath: t.folder, EventsEnabled: &wanted, BrowserContextID: chromedp.FromContext(t.opened).BrowserContextID,
	}); err != nil {
		return Download{}, err
	}
	progress := chromedp.Events(bound, browser.DownloadProgress)
	begun, err := chromedp.Run(bound, chromedp.WaitEvent(browser.DownloadWillBegin, nil, chromedp.Click(chromedp.Search(link))))
	if err != nil {
		return Download{}, fmt.Errorf("expected a download: %w", err)
	}
	for now, err := range progress {
		switch {
		case err != nil:
			return Download{}, fmt.Errorf("expected that %s comes to its end: %w", begun.URL, err)
		case now.GUID != begun.GUID || now.State == browser.DownloadProgressStateInProgress:
		case now.State == browser.DownloadProgressStateCanceled:
			return Download{}, fmt.Errorf("expected that %s comes to its end, got: canceled", begun.URL)
		default:
			content, err := os.ReadFile(filepath.Join(t.folder, begun.GUID))
			return Download{begun.SuggestedFilename, content}, err
		}
	}
	return Download{}, fmt.Errorf("expected that %s comes to its end: %w", begun.URL, context.Cause(ctx))
}
