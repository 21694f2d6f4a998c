package testcontainer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/stretchr/testify/require"
)

// fakeContainer is a started container, its port 8025 published as 32768.
type fakeContainer struct {
	host    string
	hostErr error
	inspect func(*container.InspectResponse) // changes what is inspected
	err     error
}

func (c fakeContainer) Host(context.Context) (string, error) { return c.host, c.hostErr }

func (c fakeContainer) Inspect(context.Context) (*container.InspectResponse, error) {
	inspection := &container.InspectResponse{
		State:      &container.State{Status: "running", Running: true},
		HostConfig: &container.HostConfig{},
		NetworkSettings: &container.NetworkSettings{
			Ports: network.PortMap{network.MustParsePort("8025/tcp"): {{HostPort: "32768"}, {HostPort: "32769"}}},
			Networks: map[string]*network.EndpointSettings{
				"bridge":  {IPAddress: netip.MustParseAddr("172.17.0.2")},
				"another": {IPAddress: netip.MustParseAddr("fd00::2")},
				"none":    {},
			},
		},
	}
	if c.inspect != nil {
		c.inspect(inspection)
	}
	return inspection, c.err
}

// prober answers at some addresses, refuses at others at once, and keeps silent at the rest.
type prober struct {
	mutex   sync.Mutex
	answers string
	silent  string
	asked   []string
}

func (p *prober) probe(ctx context.Context, address string) error {
	p.mutex.Lock()
	p.asked = append(p.asked, address)
	answers, silent := p.answers, p.silent
	p.mutex.Unlock()
	switch address {
	case answers:
		return nil
	case silent:
		<-ctx.Done()
		return context.Cause(ctx)
	}
	return errors.New("refused")
}

func TestReachKeepsTheFirstAddressThatAnswers(t *testing.T) {
	published := []string{"192.0.2.1:32768", "127.0.0.1:32768"}
	own := []string{"[fd00::2]:8025", "172.17.0.2:8025"}
	for name, c := range map[string]struct {
		container fakeContainer
		answers   string
		asked     []string
	}{
		"the library's host":        {fakeContainer{host: "192.0.2.1"}, published[0], published[:1]},
		"this machine":              {fakeContainer{host: "192.0.2.1"}, published[1], published},
		"an address of its own":     {fakeContainer{host: "192.0.2.1"}, own[1], append(published[:2:2], own...)},
		"localhost is IPv4":         {fakeContainer{host: "localhost"}, published[1], published[1:]},
		"the library knows no host": {fakeContainer{hostErr: errors.New("no host")}, published[1], published[1:]},
		"the engine's own network": {fakeContainer{host: "192.0.2.1", inspect: func(i *container.InspectResponse) {
			i.HostConfig.NetworkMode, i.NetworkSettings = "host", nil
		}}, "127.0.0.1:8025", []string{"192.0.2.1:8025", "127.0.0.1:8025"}},
		"a port that isn't published": {fakeContainer{host: "192.0.2.1", inspect: func(i *container.InspectResponse) {
			i.NetworkSettings.Ports = nil
		}}, own[1], own},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				prober := prober{answers: c.answers}
				begin := time.Now()
				address, err := Reach(t.Context(), c.container, "8025/tcp", prober.probe)
				require.NoError(t, err)
				require.Equal(t, c.answers, address)
				require.Equal(t, c.asked, prober.asked)
				require.Zero(t, time.Since(begin), "a refusal costs no time")
			})
		})
	}
}

func TestReachIsNotHeldUpByAnAddressThatKeepsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		prober := prober{silent: "192.0.2.1:32768", answers: "127.0.0.1:32768"}
		begin := time.Now()
		address, err := Reach(t.Context(), fakeContainer{host: "192.0.2.1"}, "8025/tcp", prober.probe)
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1:32768", address)
		require.Equal(t, headStart, time.Since(begin))
	})
}

func TestReachPrefersTheEarlierAddressWithinItsHeadStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		probe := func(_ context.Context, address string) error {
			<-time.After(headStart - 1) // each answers, in its time
			return nil
		}
		address, err := Reach(t.Context(), fakeContainer{host: "192.0.2.1"}, "8025/tcp", probe)
		require.NoError(t, err)
		require.Equal(t, "192.0.2.1:32768", address)
	})
}

func TestReachWaitsForTheServiceToComeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var prober prober
		time.AfterFunc(10*time.Second, func() {
			prober.mutex.Lock()
			defer prober.mutex.Unlock()
			prober.answers = "172.17.0.2:8025"
		})
		address, err := Reach(t.Context(), fakeContainer{host: "192.0.2.1"}, "8025/tcp", prober.probe)
		require.NoError(t, err)
		require.Equal(t, "172.17.0.2:8025", address)
	})
}

func TestReachTellsWhyWhenNothingAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		container fakeContainer
		want      []string
	}{
		"every address refuses": {fakeContainer{host: "192.0.2.1"}, []string{
			"no address of the container answers on its port 8025/tcp (patience is over)",
			"192.0.2.1:32768: refused", "127.0.0.1:32768: refused", "[fd00::2]:8025: refused", "172.17.0.2:8025: refused",
		}},
		"the engine fails": {fakeContainer{err: errors.New("engine fails")}, []string{"patience is over", "inspect the container: engine fails"}},
		"there is no address": {fakeContainer{hostErr: errors.New("no host"), inspect: func(i *container.InspectResponse) {
			i.NetworkSettings = nil
		}}, []string{"the engine shows no address for port 8025/tcp", "no host"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				patience := errors.New("patience is over")
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, patience)
				defer cancel()
				_, err := Reach(ctx, c.container, "8025/tcp", new(prober).probe)
				require.ErrorIs(t, err, patience)
				for _, want := range c.want {
					require.ErrorContains(t, err, want)
				}
			})
		})
	}
}

func TestReachGivesUpOnAContainerThatHasStopped(t *testing.T) {
	stopped := fakeContainer{inspect: func(i *container.InspectResponse) {
		i.State = &container.State{Status: "exited", ExitCode: 3}
	}}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := Reach(ctx, stopped, "8025/tcp", new(prober).probe)
		require.ErrorIs(t, err, ErrNotRunning)
		require.ErrorContains(t, err, "it is exited, exit code 3")
		require.NoError(t, ctx.Err(), "it doesn't wait for what can't come")
	})
}

func TestReachWantsAPort(t *testing.T) {
	_, err := Reach(t.Context(), fakeContainer{}, "http", new(prober).probe)
	require.ErrorContains(t, err, `port "http" is not in the form 8025/tcp`)
}

func TestHTTPAsksDirectlyAndFollowsNoRedirect(t *testing.T) {
	require.Nil(t, Direct().Proxy)
	require.NotNil(t, http.DefaultTransport.(*http.Transport).Proxy, "the default is left alone")

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ready":
			fmt.Fprint(w, "yes")
		case "/moved":
			http.Redirect(w, r, "/ready", http.StatusFound)
		default:
			http.Error(w, strings.Repeat("no ", 100), http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	address := server.Listener.Addr().String()
	require.NoError(t, HTTP("/ready", StatusOK)(t.Context(), address))
	require.ErrorContains(t, HTTP("/moved", StatusOK)(t.Context(), address), "status 200 was expected, came 302 Found")
	require.ErrorContains(t, HTTP("/no", StatusOK)(t.Context(), address), "came 503 Service Unavailable: \"no no")

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	require.Error(t, HTTP("/ready", StatusOK)(t.Context(), listener.Addr().String()))
}
