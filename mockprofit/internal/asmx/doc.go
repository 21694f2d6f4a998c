// Package asmx serves described services the way ASP.NET serves .asmx files: which requests reach an operation, with which values, and
// which are turned away, and how. It knows nothing of what the services do.
//
// Implemented: SOAP 1.1 and 1.2 (document/literal, wrapped), the form doors HttpGet, HttpPost and HttpPostLocalhost, WSDL, disco
// and the help pages, for operations with string and int parameters and a string result or none. Not implemented: SOAP extensions,
// header blocks that are understood, one-way operations, sessions, attachments.
//
// The sources of the rules are Microsoft's published reference source of System.Web.Services, named where a rule stands, and captured
// exchanges with that code, which a test replays.
package asmx
