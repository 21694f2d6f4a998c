package steps

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// connectionSteps are about what HTTP allows on a connection; requests are
// written to it byte by byte.
func (w *World) connectionSteps(scenario sentences) {
	scenario.Step(`^a program sends a good request in chunks$`, w.sendInChunks)
	scenario.Step(`^a program sends a good request with "Expect: 100-continue"$`, w.sendExpecting)
	scenario.Step(`^a program sends a good request with "Connection: close"$`, func(ctx context.Context) error {
		return w.sendGood(ctx, "1.1", "Connection: close")
	})
	scenario.Step(`^a program sends a good request in HTTP/1\.0$`, func(ctx context.Context) error {
		return w.sendGood(ctx, "1.0")
	})
	scenario.Step(`^a program sends (\d+) good requests at once$`, w.sendAtOnce)
	scenario.Step(`^a program sends "([^"]*)"$`, func(ctx context.Context, text string) error {
		if err := w.beginExchange(); err != nil {
			return err
		}
		return w.sendRaw(ctx, []byte(text+"\r\n\r\n"))
	})

	scenario.Step(`^the mock asks for the body before it comes$`, func() error {
		if !w.wire.asked {
			return errors.New("expected HTTP 100 before the body, got none")
		}
		return nil
	})
	scenario.Step(`^there are (\d+) answers with HTTP (\d+)$`, func(count, status int) error {
		for _, got := range w.wire.pipelined {
			if got != status {
				return fmt.Errorf("expected HTTP %d each time, got %v", status, w.wire.pipelined)
			}
		}
		if len(w.wire.pipelined) != count {
			return fmt.Errorf("expected %d answers, got %v", count, w.wire.pipelined)
		}
		return nil
	})
	scenario.Step(`^the answer has the header "([^:"]*): ([^"]*)"$`, func(name, value string) error {
		got := w.wire.header.Get(name)
		if name == "Connection" && w.wire.closing { // net/http takes it out of the header
			got = "close"
		}
		if got != value {
			return fmt.Errorf("expected %s: %s, got %q in %v", name, value, got, w.wire.header)
		}
		return nil
	})
}

// goodBytes returns a good request as it goes over the wire.
func (w *World) goodBytes(version string, fields ...string) ([]byte, error) {
	body, err := w.filled(w.goodRequest("1.1"))
	if err != nil {
		return nil, err
	}
	if err := w.beginExchange(); err != nil {
		return nil, err
	}
	return append(w.head(version, append(fields, fmt.Sprintf("Content-Length: %d", len(body)))...), body...), nil
}

func (w *World) sendGood(ctx context.Context, version string, fields ...string) error {
	request, err := w.goodBytes(version, fields...)
	if err != nil {
		return err
	}
	return w.sendRaw(ctx, request)
}

// head returns the head of a good request.
func (w *World) head(version string, fields ...string) []byte {
	address, _ := url.Parse(w.serviceURL) // it was reached before
	lines := append([]string{
		"POST " + address.Path + "tokenconnector.asmx HTTP/" + version, "Host: " + address.Host, "User-Agent: " + w.wire.mark,
		"Content-Type: text/xml; charset=utf-8", `SOAPAction: "` + serviceNamespace + `/GenerateOTP"`,
	}, fields...)
	return []byte(strings.Join(lines, "\r\n") + "\r\n\r\n")
}

// dial opens a connection to the mock that lasts as long as the scenario.
func (w *World) dial(ctx context.Context) (net.Conn, error) {
	address, err := url.Parse(w.serviceURL)
	if err != nil {
		return nil, err
	}
	connection, err := new(net.Dialer).DialContext(ctx, "tcp", address.Host)
	if err != nil {
		return nil, err
	}
	w.afterwards(func(context.Context) error { return connection.Close() })
	if deadline, limited := ctx.Deadline(); limited {
		return connection, connection.SetDeadline(deadline)
	}
	return connection, nil
}

// sendRaw sends bytes and reads an answer, and whether the connection was
// closed after it.
func (w *World) sendRaw(ctx context.Context, request []byte) error {
	connection, err := w.dial(ctx)
	if err != nil {
		return err
	}
	if _, err := connection.Write(request); err != nil {
		return err
	}
	reader := bufio.NewReader(connection)
	if err := w.readAnswer(reader, request); err != nil {
		return err
	}
	if !w.wire.closing {
		return nil
	}
	_, err = reader.ReadByte()
	w.wire.closed = errors.Is(err, io.EOF)
	return nil
}

// readAnswer reads one answer to what was sent.
func (w *World) readAnswer(reader *bufio.Reader, request []byte) error {
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return fmt.Errorf("expected an answer, got none: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	w.wire.answer = answer{status: response.StatusCode, header: response.Header, body: body}
	w.wire.closing = response.Close
	w.wire.raw = append(w.wire.raw, fmt.Sprintf("%.10000s\n\nHTTP %d %v\n%.10000s", request, response.StatusCode, response.Header, body))
	return nil
}

func (w *World) sendInChunks(ctx context.Context) error {
	const size = 100
	body, err := w.filled(w.goodRequest("1.1"))
	if err != nil {
		return err
	}
	if err := w.beginExchange(); err != nil {
		return err
	}
	request := bytes.NewBuffer(w.head("1.1", "Transfer-Encoding: chunked"))
	for len(body) > 0 {
		chunk := body[:min(size, len(body))]
		body = body[len(chunk):]
		fmt.Fprintf(request, "%x\r\n%s\r\n", len(chunk), chunk)
	}
	request.WriteString("0\r\n\r\n")
	return w.sendRaw(ctx, request.Bytes())
}

// sendExpecting keeps the body back until the mock has asked for it.
func (w *World) sendExpecting(ctx context.Context) error {
	connection, err := w.dial(ctx)
	if err != nil {
		return err
	}
	request, err := w.goodBytes("1.1", "Expect: 100-continue")
	if err != nil {
		return err
	}
	end := bytes.Index(request, []byte("\r\n\r\n")) + len("\r\n\r\n")
	if _, err := connection.Write(request[:end]); err != nil {
		return err
	}
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		return errors.Join(fmt.Errorf("expected HTTP 100, got %q", line), err)
	}
	if _, err := reader.ReadString('\n'); err != nil {
		return err
	}
	w.wire.asked = true
	if _, err := connection.Write(request[end:]); err != nil {
		return err
	}
	return w.readAnswer(reader, request)
}

// sendAtOnce writes all requests before it reads an answer.
func (w *World) sendAtOnce(ctx context.Context, count int) error {
	connection, err := w.dial(ctx)
	if err != nil {
		return err
	}
	request, err := w.goodBytes("1.1")
	if err != nil {
		return err
	}
	if _, err := connection.Write(bytes.Repeat(request, count)); err != nil {
		return err
	}
	reader := bufio.NewReader(connection)
	for range count {
		if err := w.readAnswer(reader, request); err != nil {
			return err
		}
		w.wire.pipelined = append(w.wire.pipelined, w.wire.status)
	}
	return nil
}
