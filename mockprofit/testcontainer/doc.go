// Package testcontainer runs containers from a Go test or a test run, wherever that run itself happens to be: on a
// workstation, in a CI job that is a container, or in a sandbox that merely looks like one.
//
// It stands on testcontainers-go and takes care of what that library can't know:
//
//   - [FindEngine] says whether a container engine answers, before anything depends on one.
//   - [Engine.SettleRyuk] decides about the library's reaper, Ryuk, whose image can't be had everywhere.
//   - [Labels], [Engine.Sweep] and [Engine.RemoveRun] clean up by label, so that a killed run leaves nothing behind that
//     the next run doesn't remove, and two runs on one engine leave each other alone.
//   - [Reach] finds the address at which this process can talk to a started container.
//
// The library's built-in wait strategies dial the host that the library believes in, which may be the wrong one: leave
// a request's WaitingFor empty and call [Reach] instead.
//
// The library also prints to standard error, through a logger of its own, which engine it connected to. Silencing that
// is the program's business, not this package's: log.SetDefault(log.NewNoopLogger()) of testcontainers-go/log.
package testcontainer
