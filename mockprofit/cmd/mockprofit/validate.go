package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"profitbdd/mockprofit"
)

// Validate checks what kong can't: it calls this when the flags were read. What
// it refuses is a wrong command line.
func (s *serve) Validate() error {
	if s.Empty && s.Environments != "" {
		return errors.New("expected --empty or --environments, got both")
	}
	if s.MaximumBody < 1 {
		return fmt.Errorf("--maximum-body: expected a number of bytes above 0, got %d", s.MaximumBody)
	}
	if s.Drain <= 0 {
		return fmt.Errorf("--drain: expected a duration above 0 such as 900ms, got %s", s.Drain)
	}
	if s.ReadTimeout <= 0 {
		return fmt.Errorf("--read-timeout: expected a duration above 0 such as 60s, got %s", s.ReadTimeout)
	}
	for flag, bound := range map[string]int64{
		"--journal-entries": int64(s.JournalEntries), "--journal-bytes": s.JournalBytes,
		"--outbox-entries": int64(s.OutboxEntries), "--outbox-bytes": s.OutboxBytes,
	} {
		if bound < 1 {
			return fmt.Errorf("%s: expected a number above 0, got %d", flag, bound)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Setting)) {
		if err := mockprofit.CheckSetting(name, s.Setting[name]); err != nil {
			return fmt.Errorf("--setting %s=%s: %w", name, s.Setting[name], err)
		}
	}
	if len(s.Protocols) == 0 {
		return fmt.Errorf("--protocols: expected names such as %s, got none", strings.Join(mockprofit.DefaultProtocols(), ","))
	}
	if err := mockprofit.CheckProtocols(s.Protocols); err != nil {
		return fmt.Errorf("--protocols: %w", err)
	}
	if err := s.TLS.check(); err != nil {
		return err
	}
	return s.checkAddresses()
}

func (s *serve) checkAddresses() error {
	if s.SMTP != "" {
		if err := checkAddress("--smtp", s.SMTP, 1); err != nil {
			return err
		}
		if host, _, _ := net.SplitHostPort(s.SMTP); host == "" {
			return fmt.Errorf("--smtp: expected host:port such as 127.0.0.1:1025, got %q without a host", s.SMTP)
		}
	}
	if err := checkAddress("--address", s.Address, 0); err != nil {
		return err
	}
	if err := checkAddress("--control-address", s.ControlAddress, 0); err != nil {
		return err
	}
	// Which addresses need a token is the server's to say.
	_, err := mockprofit.NewUnstartedServer(mockprofit.Options{ControlAddress: s.ControlAddress, ControlToken: s.ControlToken})
	if err != nil {
		return fmt.Errorf("--control-address without --control-token: %w", err)
	}
	return nil
}

// checkAddress checks the form of a flag's host:port, whose port is at least
// the given one. Whether there is such a host shows when it is used.
func checkAddress(flag, address string, leastPort int) error {
	_, port, err := net.SplitHostPort(address)
	number, portErr := strconv.Atoi(port)
	if err != nil || portErr != nil || number < leastPort || number > 65535 {
		return fmt.Errorf("%s: expected host:port such as 127.0.0.1:8080, the port from %d to 65535; got %q", flag, leastPort, address)
	}
	return nil
}

// unheard tells of each port that can't be had, and which flag mends it.
// [mockprofit.Server.Start], whose error is given, tells of the first only;
// whoever must choose another wants to know of all.
func (s *serve) unheard(started error) error {
	ports := []struct{ flag, address string }{{"--address", s.Address}, {"--control-address", s.ControlAddress}}
	if s.TLS.On {
		ports = append(ports, struct{ flag, address string }{"--tls-address", s.TLS.address()})
	}
	var problems []error
	var flags []string
	for _, port := range ports {
		flags = append(flags, port.flag)
		listener, err := net.Listen("tcp", port.address)
		if err != nil {
			problems = append(problems, portProblem(port.flag, port.address, err))
			continue
		}
		listener.Close()
	}
	if len(problems) == 0 { // free by now, or the same address twice
		return fmt.Errorf("%w (%s choose the ports)", started, strings.Join(flags, " and "))
	}
	return errors.Join(problems...)
}

// portProblem says what to do about a port that can't be listened on.
func portProblem(flag, address string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s %s: %w; ports below 1024 need a privilege: choose one above, "+
			"or on Linux allow them with: sudo sysctl net.ipv4.ip_unprivileged_port_start=443", flag, address, err)
	}
	return fmt.Errorf("%s %s: %w; choose another, or %s 127.0.0.1:0 for any that is free", flag, address, err, flag)
}
