package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"profitbdd/mockprofit"
)

// tlsAddress is where the TLS port listens when nothing else is said. It is no
// default of kong's, so that a flag without --tls can be refused.
const tlsAddress = "127.0.0.1:8443"

// tlsFlags are the flags of `mockprofit serve` about TLS.
type tlsFlags struct {
	On          bool     `name:"tls" help:"Serve Profit's services over TLS too, with a certificate for AFAS's host names by a CA that is made once and kept."`
	Address     string   `name:"tls-address" help:"Where the TLS port listens (127.0.0.1:8443); connectors that have port 443 built in need 127.0.0.1:443." placeholder:"HOST:PORT"`
	Names       []string `name:"tls-name" help:"Host name or address under which connectors reach the mock; may be given several times. Default: 12345.soap.afas.online, 12345.soaptest.afas.online and 12345.soapaccept.afas.online." placeholder:"NAME"`
	State       string   `name:"tls-state" help:"Folder in which the CA and the certificate are kept. Default: mockprofit/tls in the user's configuration folder." placeholder:"FOLDER"`
	Certificate string   `name:"tls-certificate" help:"Present this certificate, in PEM, instead of one by the mock's CA; needs --tls-key." placeholder:"FILE"`
	Key         string   `name:"tls-key" help:"The private key of --tls-certificate, in PEM." placeholder:"FILE"`
}

// check tells which flags don't go together.
func (f *tlsFlags) check() error {
	given := []struct {
		flag string
		is   bool
	}{
		{"--tls-address", f.Address != ""}, {"--tls-name", len(f.Names) > 0}, {"--tls-state", f.State != ""},
		{"--tls-certificate", f.Certificate != ""}, {"--tls-key", f.Key != ""},
	}
	for _, other := range given {
		if other.is && !f.On {
			return fmt.Errorf("%s means nothing without --tls; give --tls too, or leave it out", other.flag)
		}
	}
	if !f.On {
		return nil
	}
	if (f.Certificate == "") != (f.Key == "") {
		return errors.New("expected --tls-certificate with --tls-key, got one of them; they may name the same file")
	}
	for _, other := range given[1:3] {
		if other.is && f.Certificate != "" {
			return fmt.Errorf("expected --tls-certificate or %s, got both: a certificate that is given bears its names, and no CA is made for it", other.flag)
		}
	}
	if err := checkAddress("--tls-address", f.address(), 0); err != nil {
		return err
	}
	for _, name := range f.Names {
		if err := mockprofit.CheckHostName(name); err != nil {
			return fmt.Errorf("--tls-name: %w", err)
		}
	}
	return nil
}

func (f *tlsFlags) address() string { return cmp.Or(f.Address, tlsAddress) }

// options returns the settings of the TLS port; nil without --tls.
func (f *tlsFlags) options() (*mockprofit.TLS, error) {
	if !f.On {
		return nil, nil
	}
	options := &mockprofit.TLS{Address: f.address(), Names: f.Names, CertificateFile: f.Certificate, KeyFile: f.Key}
	if f.Certificate != "" {
		return options, nil
	}
	var err error
	options.Folder, err = f.folder()
	return options, err
}

// folder is where the CA is kept, absolute, since its path is printed to be
// pasted elsewhere. By default it is the folder for what belongs to the user
// and stays: a cache may be emptied at any time, and a CA that is lost must be
// trusted anew.
func (f *tlsFlags) folder() (string, error) {
	if f.State != "" {
		return filepath.Abs(f.State)
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder of the user's to keep the CA in (%w); name one with --tls-state FOLDER", err)
	}
	return filepath.Join(folder, "mockprofit", "tls"), nil
}
