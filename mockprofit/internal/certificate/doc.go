// Package certificate makes and keeps what the TLS port presents: a private CA,
// which users trust once, and a certificate that it issues for the names under
// which the mock is reached. Or it reads files that users made themselves.
//
// A CA in a trust store can vouch for whom it likes. This one can't: critical
// name constraints (RFC 5280, 4.2.1.10) permit the names it was made for, what
// lies below them, localhost and loopback, and nothing else; its extended key
// usage permits servers only, so no code and no e-mail; and below it there can
// be no other CA (path length 0). So a key that leaks opens no more than tests.
//
// Critical is what RFC 5280 demands, and safe: a client that doesn't know the
// extension refuses the connection, where it would otherwise believe anything.
// A CA in the trust store is held to it by OpenSSL 3 (tried with curl, Python
// and Node; PHP and .NET on Linux use it too) and Go, and by Windows and macOS
// (from 10.13) as far as they are documented. Java 17 accepts the CA and does
// not look at the constraints of what it trusts outright (RFC 5280, 6.1.1
// leaves that open); there the mode of the key's file must do.
package certificate
