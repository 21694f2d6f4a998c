package testcontainer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
)

const (
	// roundTimeout bounds one round of asking all addresses: a silent one (packets dropped) must not hold up the rest.
	roundTimeout = 2 * time.Second
	// headStart is what an address gets before the next one is tried beside it, as in RFC 8305, section 5.
	headStart = 50 * time.Millisecond
	// roundPause lies between two rounds, while the program in the container is still starting.
	roundPause = 15 * time.Millisecond
)

// ErrNotRunning is what [Reach] ends with when the container has stopped: no address will ever answer.
var ErrNotRunning = errors.New("the container is not running")

// Probe reports whether the wanted service answers at address, a "host:port": nil when it does, otherwise what came
// instead. A bare TCP connection proves nothing, as an engine's port forwarder accepts before the program in the
// container listens; another program may even own the port: ask for something that only the wanted service can say.
//
// A Probe must end when its context does, and is called from several goroutines at once.
type Probe func(ctx context.Context, address string) error

// Container is what [Reach] needs to know of a started container; testcontainers' *DockerContainer has it.
type Container interface {
	// Host is the engine's host as the library sees it, TESTCONTAINERS_HOST_OVERRIDE included.
	Host(context.Context) (string, error)
	Inspect(context.Context) (*container.InspectResponse, error)
}

// Reach returns the first address, a "host:port", at which this process reaches a port of a started container; port is
// in the engine's notation, "8025/tcp". It waits for the service to come up, until ctx ends.
//
// The library's own idea of the host comes first, then 127.0.0.1, then the container's addresses on its networks. In a
// container or a sandbox with /.dockerenv the library takes the default gateway for the engine's host, and only one of
// the others answers. Which one depends on the machine, so that nothing but trying will tell.
//
// The error wraps the context's cause, or [ErrNotRunning] as soon as the container has stopped; it lists every address
// and why it was refused.
func Reach(ctx context.Context, c Container, port string, probe Probe) (string, error) {
	wanted, err := network.ParsePort(port)
	if err != nil {
		return "", fmt.Errorf("port %q is not in the form 8025/tcp: %w", port, err)
	}
	for {
		addresses, err := addressesOf(ctx, c, wanted)
		if err == nil {
			var address string
			if address, err = firstToAnswer(ctx, addresses, probe); err == nil {
				return address, nil
			}
		}
		if errors.Is(err, ErrNotRunning) {
			return "", err
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("no address of the container answers on its port %s (%w), the last attempts: %w",
				port, context.Cause(ctx), err)
		case <-time.After(roundPause):
		}
	}
}

// addressesOf lists where port of the container may be found, the likeliest first. It asks anew each time, as a mapped
// port can appear later than the container.
func addressesOf(ctx context.Context, c Container, port network.Port) ([]string, error) {
	inspection, err := c.Inspect(ctx)
	if err != nil {
		return nil, fmt.Errorf("inspect the container: %w", err)
	}
	if state := inspection.State; state != nil && !state.Running {
		return nil, fmt.Errorf("%w: it is %s, exit code %d %s", ErrNotRunning, state.Status, state.ExitCode, state.Error)
	}
	var addresses []string
	add := func(host string, port uint16) {
		if address := net.JoinHostPort(host, strconv.Itoa(int(port))); !slices.Contains(addresses, address) {
			addresses = append(addresses, address)
		}
	}
	published := publishedPort(inspection, port)
	host, hostErr := c.Host(ctx)
	if published != 0 {
		// An engine may publish a port on IPv4 and IPv6 under different numbers, and what is inspected is IPv4's:
		// "localhost", which can mean ::1, would ask at another container's door.
		if hostErr == nil && host != "localhost" {
			add(host, published)
		}
		add("127.0.0.1", published)
	}
	if inspection.NetworkSettings != nil {
		for _, name := range slices.Sorted(maps.Keys(inspection.NetworkSettings.Networks)) {
			if endpoint := inspection.NetworkSettings.Networks[name]; endpoint != nil && endpoint.IPAddress.IsValid() {
				add(endpoint.IPAddress.String(), port.Num())
			}
		}
	}
	if len(addresses) == 0 {
		return nil, errors.Join(fmt.Errorf("the engine shows no address for port %s", port), hostErr)
	}
	return addresses, nil
}

// publishedPort is the port of the engine's host that leads to port of the container, or zero.
func publishedPort(inspection *container.InspectResponse, port network.Port) uint16 {
	if inspection.HostConfig != nil && inspection.HostConfig.NetworkMode.IsHost() {
		return port.Num()
	}
	if inspection.NetworkSettings == nil {
		return 0
	}
	for _, binding := range inspection.NetworkSettings.Ports[port] {
		if number, err := strconv.ParseUint(binding.HostPort, 10, 16); err == nil && number != 0 {
			return uint16(number)
		}
	}
	return 0
}

// firstToAnswer probes the addresses once, each with a head start on the next, and returns the first that answers; all
// probes have ended when it returns.
func firstToAnswer(ctx context.Context, addresses []string, probe Probe) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()

	type answer struct {
		rank int
		err  error
	}
	answers := make(chan answer)
	started, running, winner := 0, 0, -1
	failures := make([]error, len(addresses))
	next := time.NewTimer(0)
	defer next.Stop()
	for started < len(addresses) && winner < 0 || running > 0 {
		select {
		case <-next.C:
			if started == len(addresses) || winner >= 0 {
				continue
			}
			rank := started
			go func() { answers <- answer{rank, probe(ctx, addresses[rank])} }()
			started, running = started+1, running+1
			next.Reset(headStart)
		case got := <-answers:
			running--
			switch {
			case winner >= 0:
			case got.err == nil:
				winner = got.rank
				cancel()
			default:
				failures[got.rank] = fmt.Errorf("%s: %w", addresses[got.rank], got.err)
				next.Reset(0)
			}
		}
	}
	if winner < 0 {
		return "", errors.Join(failures...)
	}
	return addresses[winner], nil
}
