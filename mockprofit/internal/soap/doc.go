// Package soap reads and writes SOAP 1.1 and 1.2 messages, byte for byte as ASP.NET's web services do.
//
// Implemented: a pull reader that refuses what .NET's XmlTextReader refuses, in its words, and the rest of what stands between
// bytes and values (character sets, namespaces, the walk from Envelope to Body, mustUnderstand); a writer of answers and faults.
// Not implemented: DTDs and entities (refused, always), RPC style and SOAP encoding, attachments, header blocks in answers other
// than the Upgrade of a version mismatch.
//
// The reader streams: what nobody asks for is checked and forgotten, and nesting is a stack, not recursion.
// The sources of the rules are Microsoft's published reference source (System.Xml.XmlTextReaderImpl in its version 1
// compatibility mode, System.Web.Services.Protocols.SoapServerProtocol) and XML 1.0 with Namespaces 1.0.
package soap
