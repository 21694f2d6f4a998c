package main

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
)

// saidOfTLS starts a server and returns what is announced.
func saidOfTLS(t *testing.T, settings mockprofit.TLS) (string, *mockprofit.Server) {
	t.Helper()
	server, err := mockprofit.NewServer(mockprofit.Options{TLS: &settings})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close(t.Context())) })
	var out bytes.Buffer
	require.NoError(t, new(serve).announce(&out, server, nil))
	return out.String(), server
}

func TestTheTLSPortIsAnnouncedBeforeControl(t *testing.T) {
	out, server := saidOfTLS(t, mockprofit.TLS{Folder: filepath.Join(t.TempDir(), "it's")})
	require.True(t, strings.HasPrefix(out, "service   "+server.URL+"/profitservices/\n"+
		"tls       "+server.TLSURL+"/profitservices/\ncontrol   "+server.ControlURL+"\n"), out)
	require.Contains(t, out, "\n\nTLS is for 12345.soap.afas.online, 12345.soaptest.afas.online, 12345.soapaccept.afas.online, localhost, 127.0.0.1, ::1.\n")
	require.Contains(t, out, "\n\n  127.0.0.1 12345.soap.afas.online 12345.soaptest.afas.online 12345.soapaccept.afas.online\n\n")
	require.Contains(t, out, "need --tls-address 127.0.0.1:443.\n")
	require.Contains(t, out, "\n\nConnectors must trust its CA, which is new, so that nobody trusts it yet; it vouches for these names only, until "+
		server.Authority().Certificate.NotAfter.Format(time.DateOnly)+":\n\n  "+server.Authority().File+"\n\n")
	path := quoted(server.Authority().File)
	for _, want := range []string{
		"  curl    curl -s --cacert " + path + " --resolve '12345.soap.afas.online:",
		"  PHP     php -d openssl.cafile=" + path, "  .NET    Linux: SSL_CERT_FILE=" + path, "  Java    keytool -importcert ",
		"  Python  REQUESTS_CA_BUNDLE=" + path, "  Node    NODE_EXTRA_CA_CERTS=" + path, "\n\nCtrl-C ends it.\n",
	} {
		require.Contains(t, out, want)
	}
}

func TestACAThatIsKeptIsSaidToBe(t *testing.T) {
	settings := mockprofit.TLS{Folder: t.TempDir(), Names: []string{"192.0.2.7"}, Address: "[::1]:0"}
	saidOfTLS(t, settings)
	out, server := saidOfTLS(t, settings)
	require.Contains(t, out, "its CA, which was made earlier, and once is enough; ")
	require.NotContains(t, out, "/etc/hosts", "there is no name to resolve")
	require.Contains(t, out, "need --tls-address [::1]:443.\n")
	require.Regexp(t, `--resolve 'localhost:\d+:\[::1\]' 'https://localhost:\d+/profitservices/tokenconnector.asmx\?WSDL'`, out)
	require.NotNil(t, server)
}

// The names may be those of real servers, so trust is not for good.
func TestHowToTakeTheTrustAwayIsAnnounced(t *testing.T) {
	out, server := saidOfTLS(t, mockprofit.TLS{Folder: t.TempDir(), Names: []string{"67890.soap.afas.online"}})
	require.Contains(t, out, "can pose as these hosts, the real\nones too, to every program that trusts the CA")
	fingerprint := sha1.Sum(server.Authority().Certificate.Raw)
	require.Contains(t, out, "take the trust away when you are done:\n\n  Windows certutil -user -delstore Root "+hex.EncodeToString(fingerprint[:])+"\n"+
		"  Java    keytool -delete -alias mockprofit -keystore mockprofit.p12 -storepass changeit\n  others  leave ")
}

// What a path has in it is quoted for what the line is pasted into.
func TestPathsArePastedWhole(t *testing.T) {
	out, server := saidOfTLS(t, mockprofit.TLS{Folder: filepath.Join(t.TempDir(), "it's")})
	file := server.Authority().File
	require.Contains(t, out, "certutil -user -addstore Root \""+file+"\"\n")
	if filepath.Separator == '/' {
		require.Contains(t, out, "['cafile' => '"+strings.ReplaceAll(file, "'", `\'`)+"']")
	}
	require.Equal(t, `'C:\\it\'s\\'`, quotedForPHP(`C:\it's\`))
}

func TestACAThatHasExpiredCanBePutBack(t *testing.T) {
	said := replacedOf(&mockprofit.Authority{File: filepath.FromSlash("/tls/ca/mockprofit-ca.crt"), Replaced: "/tls/ca-expired-2026-03-01-7"})
	require.Equal(t, "The CA before it has expired and lies in /tls/ca-expired-2026-03-01-7. If it has not, and the clock of this machine is wrong,\n"+
		"set that right, delete "+filepath.FromSlash("/tls/ca")+" and rename /tls/ca-expired-2026-03-01-7 to it.", said)
	require.Empty(t, replacedOf(new(mockprofit.Authority)))
	var text strings.Builder
	require.NoError(t, trust.Execute(&text, trusted{File: "FILE", Replaced: said}))
	require.Contains(t, text.String(), "\n\n  FILE\n\n"+said+"\n\n  curl ")
}

func TestACertificateThatIsGivenNeedsNoCAOfOurs(t *testing.T) {
	folder := t.TempDir()
	saidOfTLS(t, mockprofit.TLS{Folder: folder, Names: []string{"mock.example"}})
	file := filepath.Join(folder, "server.pem")
	out, _ := saidOfTLS(t, mockprofit.TLS{CertificateFile: file, KeyFile: file})
	require.Contains(t, out, "TLS is for mock.example, localhost, 127.0.0.1, ::1.\n")
	require.Contains(t, out, "\n  127.0.0.1 mock.example\n")
	require.NotContains(t, out, "CA")
}

func TestWrongFlagsAboutTLSAreRefused(t *testing.T) {
	for line, want := range map[string]string{
		"--tls-address 127.0.0.1:443":     "--tls-address means nothing without --tls; give --tls too, or leave it out",
		"--tls-name a":                    "--tls-name means nothing without --tls",
		"--tls-state a":                   "--tls-state means nothing without --tls",
		"--tls-certificate a --tls-key a": "--tls-certificate means nothing without --tls",
		"--tls-key a":                     "--tls-key means nothing without --tls",
		"--tls --tls-key a":               "expected --tls-certificate with --tls-key, got one of them",
		"--tls --tls-certificate a":       "expected --tls-certificate with --tls-key, got one of them",
		"--tls --tls-certificate a --tls-key a --tls-name b":  "expected --tls-certificate or --tls-name, got both",
		"--tls --tls-certificate a --tls-key a --tls-state b": "expected --tls-certificate or --tls-state, got both",
		"--tls --tls-address 8443":                            "--tls-address: expected host:port",
		"--tls --tls-name https://a":                          "--tls-name: expected a host name such as 12345.soap.afas.online, or an IP address, got \"https://a\"",
		"--tls --tls-name a --tls-name *.b":                   `got "*.b"`,
		"--tls --tls-name a,b:1":                              `got "b:1"`,
	} {
		t.Run(line, func(t *testing.T) {
			_, problems, status := command(append([]string{"serve"}, strings.Fields(line)...)...)
			require.Equal(t, 2, status, problems)
			require.Contains(t, problems, want)
		})
	}
}

func TestWhereTheCAIsKept(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "/home/qa")
	options, err := (&tlsFlags{On: true}).options()
	require.NoError(t, err)
	configuration, err := os.UserConfigDir()
	require.NoError(t, err)
	require.Equal(t, &mockprofit.TLS{Address: "127.0.0.1:8443", Folder: filepath.Join(configuration, "mockprofit", "tls")}, options)

	options, err = (&tlsFlags{On: true, State: "state"}).options()
	require.NoError(t, err)
	require.True(t, filepath.IsAbs(options.Folder), "its path is printed to be pasted elsewhere")

	t.Setenv("HOME", "")
	_, err = (&tlsFlags{On: true, Certificate: "a", Key: "b"}).options()
	require.NoError(t, err)
	_, err = (&tlsFlags{On: true}).options()
	require.ErrorContains(t, err, "name one with --tls-state FOLDER")
	options, err = new(tlsFlags).options()
	require.NoError(t, err)
	require.Nil(t, options)
}

func TestATLSAddressInUseIsToldWithItsFlag(t *testing.T) {
	address := taken(t)
	_, problems, status := command("serve", "--empty", "--address", "127.0.0.1:0", "--control-address", "127.0.0.1:0",
		"--tls", "--tls-address", address, "--tls-state", t.TempDir())
	require.Equal(t, 1, status)
	require.Contains(t, problems, "--tls-address "+address+": ")
	require.Contains(t, problems, "choose another, or --tls-address 127.0.0.1:0 for any that is free")
}

func TestAPortThatNeedsAPrivilegeIsToldWithTheWayToGetIt(t *testing.T) {
	denied := &net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", syscall.EACCES)}
	err := portProblem("--tls-address", "127.0.0.1:443", denied)
	require.ErrorContains(t, err, "--tls-address 127.0.0.1:443: ")
	require.ErrorContains(t, err, "ports below 1024 need a privilege")
}

// The README names every flag.
func TestTheREADMENamesTheFlagsAboutTLS(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	out, _, _ := command("serve", "--help")
	flags := regexp.MustCompile(`--tls[a-z-]*`).FindAllString(out, -1)
	require.Contains(t, flags, "--tls-state")
	for _, flag := range flags {
		require.Contains(t, string(readme), "`"+flag)
	}
}
