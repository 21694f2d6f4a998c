package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/require"
)

func TestHelpShowsTheVariables(t *testing.T) {
	var out, problems bytes.Buffer
	require.Equal(t, passed, run([]string{"--help"}, &out, &problems))
	require.Empty(t, problems.String())
	for _, variable := range []string{"$TAGS", "$FEATURES", "$MAIL", "$MOCK", "$PARALLEL", "$SEED", "$TIMEOUT", "$RERUN", "$BROWSER_PROGRAM", "Examples:"} {
		require.Contains(t, out.String(), variable)
	}
	require.NotContains(t, out.String(), "self-test")
}

func TestWrongFlagsAreRefused(t *testing.T) {
	var out, problems bytes.Buffer
	require.Equal(t, refused, run([]string{"--colour"}, &out, &problems))
	require.Contains(t, problems.String(), "unknown flag --colour")
}

func TestEveryWrongVariableIsNamedAtOnce(t *testing.T) {
	wrong := options{Mail: "pigeon", Parallel: "0", Seed: "-1", Timeout: "soon", Rerun: "all", Mock: "here"}
	err := wrong.check()
	for _, name := range []string{"MAIL=pigeon", "PARALLEL=0", "SEED=-1", "TIMEOUT=soon", "RERUN=all", "MOCK=here", "MOCK and CONTROL together"} {
		require.ErrorContains(t, err, name)
	}
}

func TestVariablesThatDoNotFitTogetherAreRefused(t *testing.T) {
	for want, wrong := range map[string]options{
		"CONTROL_TOKEN: expected MOCK and CONTROL with it":                               {ControlToken: "secret"},
		"MAILHOG_IMAGE: expected MAIL=container or MAIL=auto with it, got MAIL=process":  {Mail: "process", MailhogImage: "mailhog"},
		"MAILHOG_IMAGE: expected MAIL=container or MAIL=auto with it, got MAIL=external": {Mail: "external", MailhogImage: "mailhog"},
		`MAILHOG_SMTP: the SMTP address "mail" is not of the form host:port`:             {Mail: "external", MailhogSMTP: "mail", MailhogAPI: "http://mail:8025"},
		`MAILHOG_API: the API address "mail:8025" is not of the form http://`:            {Mail: "external", MailhogSMTP: "mail:1025", MailhogAPI: "mail:8025"},
	} {
		wrong.Timeout = "30s"
		err := wrong.check()
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestRepeatingARunRepeatsWhereItRan(t *testing.T) {
	for want, given := range map[string]options{
		"":              {Mail: "auto"},
		" MAIL=process": {Mail: "process"},
		" MOCK=http://127.0.0.1:8080 CONTROL='http://[::1]:8081' MAIL_FROM_MOCK=mail:1025": {
			Mail: "auto", Mock: "http://127.0.0.1:8080", Control: "http://[::1]:8081", ControlToken: "secret", MailFromMock: "mail:1025"},
		" MAIL=external MAILHOG_SMTP=mail:1025 MAILHOG_API='http://mail/it'\\''s$$'": {
			Mail: "external", MailhogSMTP: "mail:1025", MailhogAPI: "http://mail/it's$"},
	} {
		given.Timeout = "30s"
		require.NoError(t, given.check())
		require.Equal(t, want, given.place())
	}
}

func TestABrowserThatIsNotThere(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	none := options{Mail: "process", Timeout: "30s"}
	require.NoError(t, none.check())
	require.Nil(t, none.browser)
	require.ErrorIs(t, none.browserless, godog.ErrSkip)
	require.ErrorContains(t, none.browserless, "install chromium")

	ci := options{Mail: "process", Timeout: "30s", CI: "true"}
	require.NoError(t, ci.check())
	require.NotErrorIs(t, ci.browserless, godog.ErrSkip)
	require.ErrorContains(t, ci.browserless, "CI skips nothing for want of a browser: no browser found")

	named := options{Mail: "process", Timeout: "30s", BrowserProgram: "chromium"}
	require.ErrorContains(t, named.check(), "BROWSER_PROGRAM=chromium: expected a browser")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "chromium"), nil, 0o700))
	require.NoError(t, named.check())
	require.NoError(t, named.browserless)
	require.Equal(t, filepath.Join(folder, "chromium"), named.browser.Program())
	require.Equal(t, " MAIL=process BROWSER_PROGRAM=chromium", named.place())
}

func TestDefaults(t *testing.T) {
	standard := options{Mail: "auto", Timeout: "30s"}
	require.NoError(t, standard.check())
	require.Positive(t, standard.parallel)
	require.NotZero(t, standard.seed)
	require.Equal(t, runTimeout, standard.totalTimeout)
}

// BenchmarkFeatures measures the whole of make bdd after compiling, once for
// each way in which MailHog can run here.
func BenchmarkFeatures(b *testing.B) {
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	require.NoError(b, err)
	if _, err := os.Stat(filepath.Join(root, "build", "bin", "bdd")); err != nil {
		b.Skip("build/bin/bdd is not there: run make programs first")
	}
	for _, mail := range []string{"container", "process"} {
		b.Run(mail, func(b *testing.B) {
			if mail == "container" && exec.Command("docker", "info").Run() != nil {
				b.Skip("no Docker engine answers")
			}
			for b.Loop() {
				command := exec.Command(filepath.Join(root, "build", "bin", "bdd"), "--mail", mail, "--reports", b.TempDir())
				command.Dir = root
				output, err := command.CombinedOutput()
				require.NoError(b, err, "%s", output)
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/run")
		})
	}
}
