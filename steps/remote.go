package steps

import (
	"context"
	"errors"
	"net"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
	"profitbdd/steps/browser"
)

// remoteListener plays a network on which everybody sits at another machine:
// its connections report an address beyond this one.
type remoteListener struct{ net.Listener }

func (l remoteListener) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return remoteConnection{connection}, nil
}

type remoteConnection struct{ net.Conn }

func (remoteConnection) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 50000} // an address that belongs to nobody (RFC 5737)
}

// askedFromElsewhere starts a mock in this process to which every caller is a
// remote one, and has the scenario speak of it. By its name, too, it is another
// machine: ASP.NET takes whoever asks "localhost" for a local caller.
func (w *World) askedFromElsewhere(context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server, err := mockprofit.NewServer(mockprofit.Options{Listener: remoteListener{listener}, Random: w.names})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	w.afterwards(server.Close)
	client := control.NewClient(server.ControlURL, "")
	w.afterwards(func(context.Context) error { client.Close(); return nil })
	w.serviceURL, w.control, w.host = server.URL+mockprofit.ServicePath, client, browser.RemoteHost
	return nil
}
