package certificate

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"os"
)

// Read returns a certificate that users made themselves: a file with the
// certificate and whatever stands between it and its CA, and one with its
// private key, both in PEM. They may be the same file. An expired certificate,
// or one for another name, is as good as any: that a connector refuses it may
// be what is to be shown.
func Read(certificateFile, keyFile string) (*Identity, error) {
	read, err := readPair(certificateFile, keyFile)
	if err != nil {
		return nil, err
	}
	return &Identity{Certificate: read}, nil
}

func readPair(certificateFile, keyFile string) (tls.Certificate, error) {
	certificates, err := os.ReadFile(certificateFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("expected a certificate: %w", err)
	}
	keys := certificates
	if keyFile != certificateFile { // which may be replaced between two reads
		if keys, err = os.ReadFile(keyFile); err != nil {
			return tls.Certificate{}, fmt.Errorf("expected a private key: %w", err)
		}
	}
	if block(certificates, "CERTIFICATE") == nil {
		return tls.Certificate{}, fmt.Errorf("%s: expected a certificate in PEM (-----BEGIN CERTIFICATE-----), got none; "+
			"a PKCS #12 file is taken apart with: openssl pkcs12 -in FILE -nodes", certificateFile)
	}
	if block(keys, "ENCRYPTED PRIVATE KEY") != nil || bytes.Contains(keys, []byte("\nDEK-Info:")) {
		return tls.Certificate{}, fmt.Errorf("%s: expected a private key without a password, got one with; "+
			"take it off with: openssl pkey -in %s -out NEW", keyFile, keyFile)
	}
	read, err := tls.X509KeyPair(certificates, keys)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%s: expected the private key, in PEM, of the certificate in %s, got: %w; "+
			"they belong together when openssl x509 -noout -pubkey -in %s and openssl pkey -pubout -in %s print the same",
			keyFile, certificateFile, err, certificateFile, keyFile)
	}
	return read, nil
}

// block returns the first block of a type in PEM.
func block(text []byte, kind string) *pem.Block {
	for {
		found, rest := pem.Decode(text)
		if found == nil || found.Type == kind {
			return found
		}
		text = rest
	}
}
