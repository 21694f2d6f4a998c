package childprocess_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"profitbdd/steps/childprocess"
)

// partVariable has this test program play a part of programs.
const partVariable = "CHILDPROCESS_TEST_PART"

// callVariable tells the part "caller" whom to call.
const callVariable = "CHILDPROCESS_TEST_CALL"

// programs are what the tests run as children: this test program, in a part.
var programs = map[string]func(arguments []string) (status int){
	// obedient ends in order when it is told to.
	"obedient": func([]string) int {
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGTERM, os.Interrupt)
		fmt.Println("ready")
		<-told
		fmt.Println("ending")
		return 0
	},
	// deaf ends when it is killed.
	"deaf": func([]string) int {
		signal.Ignore(syscall.SIGTERM, os.Interrupt)
		fmt.Println("ready")
		select {}
	},
	// failing ends with a status.
	"failing": func([]string) int {
		fmt.Println("to standard output")
		fmt.Fprintln(os.Stderr, "to standard error")
		return 3
	},
	// environment prints what it was given.
	"environment": func(arguments []string) int {
		fmt.Println(strings.Join(arguments, " "))
		fmt.Println(strings.Join(os.Environ(), "\n"))
		return 0
	},
	// leaving leaves a program behind that holds on to its output.
	"leaving": func([]string) int {
		left := exec.Command(os.Args[0])
		left.Env = append(os.Environ(), partVariable+"=caller")
		left.Stdout = os.Stdout
		if err := left.Start(); err != nil {
			return 1
		}
		return 0
	},
	// caller holds a connection until it ends, or the other side does.
	"caller": func([]string) int {
		connection, err := net.Dial("tcp", os.Getenv(callVariable))
		if err != nil {
			return 1
		}
		_, _ = io.Copy(io.Discard, connection)
		return 0
	},
	// parent starts a caller and waits for an end of its own.
	"parent": func([]string) int {
		child, err := childprocess.Start(context.Background(), os.Args[0], childprocess.Options{Environment: []string{partVariable + "=caller"}})
		if err != nil {
			return 1
		}
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		_ = child.Kill(context.Background())
		return 0
	},
}

func TestMain(m *testing.M) {
	if part := os.Getenv(partVariable); part != "" {
		os.Exit(programs[part](os.Args[1:]))
	}
	goleak.VerifyTestMain(m)
}
