package browser

import (
	"fmt"
	"os/exec"
	"strings"
)

// programs are the names under which browsers that speak the DevTools protocol
// are installed.
func programs() []string {
	return []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
}

// NotFoundError is the error of [Find] when no browser is installed.
type NotFoundError struct{ Tried []string }

// Error implements error.
func (n *NotFoundError) Error() string {
	return "no browser found (" + strings.Join(n.Tried, ", ") + "); install chromium, or set BROWSER_PROGRAM to one"
}

// Find returns the path of the browser to use: the program of that name or
// path, or when it is empty the first of the usual ones that is installed, else
// a [NotFoundError].
func Find(program string) (string, error) {
	if program != "" {
		path, err := exec.LookPath(program)
		if err != nil {
			return "", fmt.Errorf("expected a browser, such as chromium or its path: %w", err)
		}
		return path, nil
	}
	for _, name := range programs() {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &NotFoundError{programs()}
}
