package steps

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"profitbdd/steps/connector"
)

// tlsWorld is what a scenario knows of TLS.
type tlsWorld struct {
	folder    string   // the state folder, which holds files that are given too
	flags     []string // of the mock that was started
	authority []byte   // the CA at the first start, in PEM; nil when the certificate was given
	connected bool     // a program tried to connect
	failure   error    // why it did not
}

func (w *World) tlsSteps(scenario sentences) {
	scenario.Step(`^a mock of its own that speaks TLS$`, func(ctx context.Context) error { return w.startTLS(ctx, "") })
	scenario.Step(`^a mock of its own that speaks TLS with "([^"]*)"$`, w.startTLS)
	scenario.Step(`^a mock that speaks TLS is started with "([^"]*)"$`, func(ctx context.Context, flags string) error {
		arguments, err := w.tlsFlags(flags)
		if err != nil {
			return err
		}
		return w.tryMock(ctx, arguments...)
	})
	scenario.Step(`^the mock is started again$`, func(ctx context.Context) error {
		if w.tls.flags == nil {
			return missing("a mock of its own that speaks TLS")
		}
		return w.mustStart(ctx, w.tls.flags...)
	})
	scenario.Step(`^the files "([^"]*)" and "([^"]*)" with a certificate for "([^"]*)"$`, w.certificateFiles)
	scenario.Step(`^the private key of the CA can be read by others$`, func() error {
		return os.Chmod(filepath.Join(w.tls.folder, "ca", "mockprofit-ca.key"), 0o644)
	})
	scenario.Step(`^the certificate of the CA is damaged$`, func() error {
		return os.Truncate(w.authorityFile(), 10)
	})

	scenario.Step(`^a program that trusts its CA and reaches it as "([^"]*)"$`, w.reachAs)
	scenario.Step(`^a program that trusts (?:its CA|the CA of the first start) connects to "([^"]*)"$`, func(ctx context.Context, name string) error {
		return w.connect(ctx, w.tls.authority, &tls.Config{ServerName: name})
	})
	scenario.Step(`^a program that does not trust its CA connects to "([^"]*)"$`, func(ctx context.Context, name string) error {
		return w.connect(ctx, nil, &tls.Config{ServerName: name})
	})
	scenario.Step(`^a program that trusts the certificate in "([^"]*)" connects to "([^"]*)"$`, func(ctx context.Context, file, name string) error {
		trusted, err := os.ReadFile(filepath.Join(w.tls.folder, file))
		if err != nil {
			return err
		}
		return w.connect(ctx, trusted, &tls.Config{ServerName: name})
	})
	scenario.Step(`^a program that trusts its CA connects with TLS 1\.([0-3])$`, func(ctx context.Context, minor int) error {
		version := uint16(tls.VersionTLS10 + minor)
		return w.connect(ctx, w.tls.authority, &tls.Config{ServerName: "localhost", MinVersion: version, MaxVersion: version})
	})

	scenario.Step(`^the connection succeeds$`, func() error {
		if !w.tls.connected {
			return missing("a program that trusts its CA connects to …")
		}
		return w.tls.failure
	})
	scenario.Step(`^the connection fails because "([^"]*)"$`, func(reason string) error {
		if !w.tls.connected {
			return missing("a program that … connects to …")
		}
		if w.tls.failure == nil || !strings.Contains(w.tls.failure.Error(), reason) {
			return fmt.Errorf("expected that the connection fails because %q, got %v", reason, w.tls.failure)
		}
		return nil
	})
	scenario.Step(`^it prints no address of TLS$`, func() error {
		process, err := w.servers.own()
		if err != nil {
			return err
		}
		if process.TLSURL != "" {
			return fmt.Errorf("expected no address of TLS, got %s", process.TLSURL)
		}
		return nil
	})
	scenario.Step(`^it tells how to trust its CA in (\S+)$`, func(ctx context.Context, platform string) error {
		_, err := w.printedLine(ctx, regexp.MustCompile(`(?m)^ *(`+regexp.QuoteMeta(platform)+` .*mockprofit-ca\.crt.*(?:\n {10}.*)*)$`))
		return err
	})
	scenario.Step(`^the printed curl line for TLS, pasted into a shell, gets the WSDL$`, w.pasteCurlForTLS)
}

// tlsFolder is made when it is first asked for.
func (w *World) tlsFolder() (string, error) {
	if w.tls.folder == "" {
		folder, err := os.MkdirTemp("", "tls")
		if err != nil {
			return "", err
		}
		w.tls.folder = folder
		w.afterwards(func(context.Context) error { return os.RemoveAll(folder) })
	}
	return w.tls.folder, nil
}

func (w *World) authorityFile() string {
	return filepath.Join(w.tls.folder, "ca", "mockprofit-ca.crt")
}

// tlsFlags completes the flags of a sentence: files lie in the folder of the
// scenario, which keeps the CA when the certificate is not given.
func (w *World) tlsFlags(given string) ([]string, error) {
	folder, err := w.tlsFolder()
	if err != nil {
		return nil, err
	}
	flags := strings.Fields(given)
	isGiven := false
	for i, flag := range flags {
		if i > 0 && (flags[i-1] == "--tls-certificate" || flags[i-1] == "--tls-key") {
			flags[i], isGiven = filepath.Join(folder, flag), true
		}
	}
	if !isGiven {
		flags = append(flags, "--tls-state", folder)
	}
	return append(flags, "--tls", "--tls-address", "127.0.0.1:0", "--empty"), nil
}

func (w *World) startTLS(ctx context.Context, given string) error {
	flags, err := w.tlsFlags(given)
	if err != nil {
		return err
	}
	w.tls.flags = flags
	if err := w.mustStart(ctx, flags...); err != nil {
		return err
	}
	if slices.Contains(flags, "--tls-state") {
		w.tls.authority, err = os.ReadFile(w.authorityFile())
	}
	return err
}

// tlsAddress is where the scenario's mock serves TLS, host:port.
func (w *World) tlsAddress() (string, error) {
	process, err := w.servers.own()
	if err != nil {
		return "", err
	}
	if process.TLSURL == "" {
		return "", missing("a mock of its own that speaks TLS")
	}
	address, err := url.Parse(process.TLSURL)
	if err != nil {
		return "", err
	}
	return address.Host, nil
}

// roots holds what is trusted, and nothing of the system's.
func roots(trusted []byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if trusted != nil && !pool.AppendCertsFromPEM(trusted) {
		return nil, fmt.Errorf("expected a certificate in PEM, got %q", trusted)
	}
	return pool, nil
}

// reachAs has the sentences of the scenario speak to the mock over TLS, under
// a name that resolves to this machine, as a line in the file of hosts would
// have it.
func (w *World) reachAs(name string) error {
	address, err := w.tlsAddress()
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	trusted, err := roots(w.tls.authority)
	if err != nil {
		return err
	}
	named := net.JoinHostPort(name, port)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: trusted},
		DialContext: func(ctx context.Context, network, asked string) (net.Conn, error) {
			if asked == named {
				asked = address
			}
			return new(net.Dialer).DialContext(ctx, network, asked)
		},
	}
	w.afterwards(func(context.Context) error { transport.CloseIdleConnections(); return nil })
	w.serviceURL = "https://" + named + "/profitservices/"
	w.direct = &http.Client{Transport: transport}
	w.recorder = connector.NewRecorder(transport)
	w.program = connector.NewGenerated(w.serviceURL, w.client(), nil)
	return nil
}

// connect shakes hands with the mock, as a program that trusts what is given.
func (w *World) connect(ctx context.Context, trusted []byte, settings *tls.Config) (err error) {
	address, err := w.tlsAddress()
	if err != nil {
		return err
	}
	if settings.RootCAs, err = roots(trusted); err != nil {
		return err
	}
	connection, err := (&tls.Dialer{Config: settings}).DialContext(ctx, "tcp", address)
	w.tls.connected, w.tls.failure = true, err
	if err != nil {
		return nil // whether it was expected the next sentence says
	}
	return connection.Close()
}

// certificateFiles makes a certificate that vouches for itself, as a company
// that has no use for the mock's CA would hand it out.
func (w *World) certificateFiles(certificateFile, keyFile, name string) error {
	folder, err := w.tlsFolder()
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	write := func(file, kind string, raw []byte) error {
		return os.WriteFile(filepath.Join(folder, file), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600)
	}
	return errors.Join(write(certificateFile, "CERTIFICATE", certificate), write(keyFile, "PRIVATE KEY", raw))
}

// printedLine returns what the mock printed in a form, once it has: it tells
// how to trust its CA after its addresses.
func (w *World) printedLine(ctx context.Context, form *regexp.Regexp) (string, error) {
	process, err := w.servers.own()
	if err != nil {
		return "", err
	}
	for {
		if found := form.FindStringSubmatch(process.Output()); found != nil {
			return found[1], nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("expected a line like %s, got:\n%s", form, process.Output())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// pasteCurlForTLS runs the line that the mock printed, as its user would.
func (w *World) pasteCurlForTLS(ctx context.Context) error {
	if _, err := exec.LookPath("curl"); err != nil {
		return fmt.Errorf("this scenario pastes a line that needs curl, which is not installed: %w", err)
	}
	line, err := w.printedLine(ctx, regexp.MustCompile(`(?m)^ *curl +(curl -s --cacert .*)$`))
	if err != nil {
		return err
	}
	// What curl does over a proxy is not the mock's doing.
	command := exec.CommandContext(ctx, "sh", "-c", line+" --noproxy '*' --show-error")
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", line, err, output)
	}
	_, err = answer{body: output}.wsdl()
	return err
}
