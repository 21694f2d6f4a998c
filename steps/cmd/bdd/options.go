package main

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"

	"profitbdd/steps/browser"
	"profitbdd/steps/mailhog"
	"profitbdd/steps/report"
)

// runTimeout is how long a run may take when TIMEOUT says nothing of it.
const runTimeout = 10 * time.Minute

// options are the variables of `make bdd`.
type options struct {
	Tags     string `env:"TAGS" help:"Which scenarios, as a Cucumber tag expression." placeholder:"EXPRESSION"`
	Features string `env:"FEATURES" help:"Which features: folders, files or file:line, with blanks between. Default: features." placeholder:"PATHS"`
	Rerun    string `env:"RERUN" help:"failed: only what failed last time." placeholder:"failed"`

	Mail         string `env:"MAIL" default:"auto" help:"How MailHog runs: auto (a container when a Docker engine answers, else a process), container, process or external."`
	MailhogSMTP  string `name:"mailhog-smtp" env:"MAILHOG_SMTP" help:"Its SMTP address, for MAIL=external." placeholder:"HOST:PORT"`
	MailhogAPI   string `name:"mailhog-api" env:"MAILHOG_API" help:"Its API, for MAIL=external." placeholder:"URL"`
	MailhogImage string `env:"MAILHOG_IMAGE" help:"A published image to run instead of one built from the pinned module." placeholder:"IMAGE"`

	Mock         string `env:"MOCK" help:"Profit's port of a mock that runs already." placeholder:"URL"`
	Control      string `env:"CONTROL" help:"Its control port." placeholder:"URL"`
	ControlToken string `env:"CONTROL_TOKEN" help:"What its control port asks for, if anything." placeholder:"SECRET"`
	MailFromMock string `env:"MAIL_FROM_MOCK" help:"MailHog's SMTP address as that mock sees it. Default: as it is seen from here." placeholder:"HOST:PORT"`

	BrowserProgram string `env:"BROWSER_PROGRAM" help:"The browser for scenarios tagged @browser, by name or path. Default: an installed Chromium or Chrome; without one they are skipped." placeholder:"PROGRAM"`

	Parallel string `env:"PARALLEL" help:"How many scenarios run at the same time. Default: the number of cores." placeholder:"NUMBER"`
	Seed     string `env:"SEED" help:"Repeats the order, names and keys of a run." placeholder:"NUMBER"`
	Timeout  string `env:"TIMEOUT" default:"30s" help:"How long a scenario may take, and after a comma the run." placeholder:"30s[,10m]"`

	Reports        string `default:"build/reports" help:"Folder of the reports." placeholder:"FOLDER"`
	Program        string `default:"build/bin/mockprofit" help:"The compiled mock." placeholder:"FILE"`
	MailhogProgram string `default:"build/bin/MailHog" help:"The compiled MailHog." placeholder:"FILE"`
	SelfTest       bool   `hidden:"" help:"Run sentences that are broken on purpose."`
	CI             string `hidden:"" env:"CI" help:"Set: nothing is skipped for want of a browser."`

	parallel                      int
	seed                          uint64
	scenarioTimeout, totalTimeout time.Duration
	mode                          mailhog.Mode
	browser                       *browser.Browser // nil when there is none, for the reason browserless
	browserless                   error
}

// check reads the variables. The error names each one that is wrong, with what
// is allowed.
func (o *options) check() error {
	var problems []error
	refuse := func(name, got, expected string) {
		problems = append(problems, fmt.Errorf("%s=%s: expected %s", name, got, expected))
	}
	mode, err := mailhog.ParseMode(o.Mail)
	if err != nil {
		problems = append(problems, fmt.Errorf("MAIL=%s: %w", o.Mail, err))
	}
	o.mode = mode
	if o.Rerun != "" && o.Rerun != "failed" {
		refuse("RERUN", o.Rerun, "failed, or nothing")
	}
	if o.Rerun != "" && o.Features != "" {
		problems = append(problems, errors.New("expected RERUN or FEATURES, got both: RERUN runs the list of what failed"))
	}
	o.parallel = runtime.GOMAXPROCS(0)
	if o.Parallel != "" {
		if o.parallel, err = strconv.Atoi(o.Parallel); err != nil || o.parallel < 1 || o.parallel > 1000 {
			refuse("PARALLEL", o.Parallel, "a whole number from 1 to 1000")
		}
	}
	if o.Seed == "" {
		o.seed = randomSeed()
	} else if o.seed, err = strconv.ParseUint(o.Seed, 10, 63); err != nil || o.seed == 0 {
		refuse("SEED", o.Seed, "a whole number above 0, such as the one a run prints")
	}
	if !o.readTimeout() {
		refuse("TIMEOUT", o.Timeout, "how long a scenario may take, such as 30s, and after a comma the run, such as 30s,10m")
	}
	if o.mode == mailhog.External && (o.MailhogSMTP == "" || o.MailhogAPI == "") {
		problems = append(problems, errors.New("MAIL=external: expected MAILHOG_SMTP=host:port and MAILHOG_API=http://host:port with it"))
	}
	if o.mode != mailhog.External && (o.MailhogSMTP != "" || o.MailhogAPI != "") {
		problems = append(problems, fmt.Errorf("expected MAIL=external with MAILHOG_SMTP and MAILHOG_API, got MAIL=%s", o.Mail))
	}
	if o.MailhogSMTP != "" {
		if err := mailhog.CheckSMTP(o.MailhogSMTP); err != nil {
			problems = append(problems, fmt.Errorf("MAILHOG_SMTP: %w", err))
		}
	}
	if o.MailhogAPI != "" {
		if err := mailhog.CheckAPI(o.MailhogAPI); err != nil {
			problems = append(problems, fmt.Errorf("MAILHOG_API: %w", err))
		}
	}
	if o.MailhogImage != "" && (o.mode == mailhog.Process || o.mode == mailhog.External) {
		problems = append(problems, fmt.Errorf("MAILHOG_IMAGE: expected MAIL=container or MAIL=auto with it, got MAIL=%s", o.Mail))
	}
	if err := o.findBrowser(); err != nil {
		problems = append(problems, fmt.Errorf("BROWSER_PROGRAM=%s: %w", o.BrowserProgram, err))
	}
	if (o.Mock == "") != (o.Control == "") {
		problems = append(problems, errors.New("expected MOCK and CONTROL together, both addresses of the mock that runs already, or neither"))
	}
	for name, address := range map[string]string{"MOCK": o.Mock, "CONTROL": o.Control} {
		if address != "" && !isHTTP(address) {
			refuse(name, address, "an address such as http://127.0.0.1:8080")
		}
	}
	if o.ControlToken != "" && o.Mock == "" {
		problems = append(problems, errors.New("CONTROL_TOKEN: expected MOCK and CONTROL with it, the mock that it belongs to"))
	}
	if o.MailFromMock != "" && o.Mock == "" {
		problems = append(problems, errors.New("MAIL_FROM_MOCK: expected MOCK and CONTROL with it"))
	}
	return errors.Join(problems...)
}

// place is what to add to a command that repeats this run, so that it runs
// against the same programs: variables with a blank before each. The token is
// left out, as it is a secret.
func (o *options) place() string {
	mail := o.Mail
	if o.mode == mailhog.Auto { // the default
		mail = ""
	}
	var place strings.Builder
	for _, variable := range []struct{ name, value string }{
		{"MAIL", mail}, {"MAILHOG_SMTP", o.MailhogSMTP}, {"MAILHOG_API", o.MailhogAPI}, {"MAILHOG_IMAGE", o.MailhogImage},
		{"MOCK", o.Mock}, {"CONTROL", o.Control}, {"MAIL_FROM_MOCK", o.MailFromMock}, {"BROWSER_PROGRAM", o.BrowserProgram},
	} {
		if variable.value != "" {
			place.WriteString(" " + variable.name + "=" + quoted(variable.value))
		}
	}
	return place.String()
}

// quoted is a value as a shell takes it, and make does not expand it.
func quoted(value string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:@%+,", r)
	}
	if strings.IndexFunc(value, func(r rune) bool { return !plain(r) }) < 0 {
		return value
	}
	return "'" + strings.ReplaceAll(strings.ReplaceAll(value, "$", "$$"), "'", `'\''`) + "'"
}

// findBrowser looks for the browser that scenarios may need. None is no error
// unless one was named: it is what becomes of those scenarios.
func (o *options) findBrowser() error {
	program, err := browser.Find(o.BrowserProgram)
	none := new(browser.NotFoundError)
	switch {
	case err == nil:
		o.browser = browser.New(program)
	case !errors.As(err, &none):
		return err
	case o.CI == "":
		o.browserless = report.Skip(none.Error())
	default:
		o.browserless = fmt.Errorf("CI skips nothing for want of a browser: %w", none)
	}
	return nil
}

func (o *options) readTimeout() bool {
	scenario, total, both := strings.Cut(o.Timeout, ",")
	o.totalTimeout = runTimeout
	var err error
	if o.scenarioTimeout, err = time.ParseDuration(strings.TrimSpace(scenario)); err != nil || o.scenarioTimeout <= 0 {
		return false
	}
	if both {
		if o.totalTimeout, err = time.ParseDuration(strings.TrimSpace(total)); err != nil || o.totalTimeout <= 0 {
			return false
		}
	}
	return true
}

func isHTTP(address string) bool {
	parsed, err := url.Parse(address)
	return err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.Host != ""
}

// randomSeed returns a seed short enough to be typed.
func randomSeed() uint64 {
	var raw [4]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return 1
	}
	return uint64(binary.LittleEndian.Uint32(raw[:])) + 1
}
