// Package client makes Go clients of the mock's services with gowsdl.
package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

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
		code, err := generate(ctx, wsdl, service)
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

// generate returns the code of a client. gowsdl runs as the command that go.mod
// pins, on one core: its two generators write to the same map unguarded.
func generate(ctx context.Context, wsdl, name string) ([]byte, error) {
	folder := filepath.Dir(wsdl)
	command := exec.CommandContext(ctx, "go", "tool", "gowsdl", "-p", name, "-o", name+".go", "-d", folder, wsdl)
	command.Env = append(os.Environ(), "GOMAXPROCS=1")
	if output, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("gowsdl: %w: %s", err, output)
	}
	return os.ReadFile(filepath.Join(folder, name, name+".go"))
}
