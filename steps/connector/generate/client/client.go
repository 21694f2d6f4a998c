// Package client makes Go clients of the mock's services with gowsdl.
package client

import (
	"bytes"
	"context"
	"fmt"
	"go/format"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/hooklift/gowsdl"

	"profitbdd/mockprofit"
)

// services are the files whose WSDL a client is made of, without .asmx.
var services = []string{"tokenconnector", "appconnectorversioninfo"}

// Generate starts a mock, reads its WSDLs and returns the clients: path below
// the folder of the connectors, and content.
func Generate(ctx context.Context) (map[string][]byte, error) {
	server, err := mockprofit.NewServer(mockprofit.Options{})
	if err != nil {
		return nil, err
	}
	defer server.Close(ctx)
	folder, err := os.MkdirTemp("", "wsdl")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)

	files := make(map[string][]byte, len(services))
	for _, service := range services {
		wsdl := filepath.Join(folder, service+".wsdl")
		if err := download(ctx, server.URL+mockprofit.ServicePath+service+".asmx?WSDL", wsdl); err != nil {
			return nil, err
		}
		code, err := generate(wsdl, service)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", service, err)
		}
		files[filepath.Join(service, service+".go")] = code
	}
	return files, nil
}

func download(ctx context.Context, address, to string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: expected a WSDL, got HTTP %d: %.200s", address, response.StatusCode, content)
	}
	return os.WriteFile(to, content, 0o600)
}

// generate returns the formatted code of a client. gowsdl makes its parts in
// the order in which its own command writes them.
func generate(wsdl, name string) ([]byte, error) {
	generator, err := gowsdl.NewGoWSDL(wsdl, name, false, true)
	if err != nil {
		return nil, err
	}
	parts, err := generator.Start()
	if err != nil {
		return nil, err
	}
	var code bytes.Buffer
	for _, part := range []string{"header", "types", "operations", "soap"} {
		code.Write(parts[part])
	}
	return format.Source([]byte(strings.ReplaceAll(code.String(), wsdl, name+".wsdl")))
}
