package browser

import "github.com/chromedp/chromedp"

// Kill has the browser die, as by a fault of its own, and waits until that was
// noticed.
func (b *Browser) Kill() {
	_ = chromedp.FromContext(b.root).Browser.Process().Kill()
	<-b.root.Done()
}
