// Command generate makes the clients below steps/connector from the WSDLs that
// the mock serves. Run it with go generate.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"profitbdd/steps/connector/generate/client"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate() error {
	files, err := client.Generate(context.Background())
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
