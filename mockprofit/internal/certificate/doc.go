// Package certificate makes and keeps what the TLS port presents: a private CA,
// which users trust once, and a certificate that it issues for the names under
// which the mock is reached. Or it reads files that users made themselves.
//
// A CA in a trust store can vouch for whom it likes. This one can't: critical
// name constraints (RFC 5280, 4.2.1.10) permit the names it was made for, what
// lies below them, localhost and loopback, and nothing else; its extended key
// usage permits servers only, so no code and no e-mail; and below it there can
// be no other CA (path length 0).
//
// That bounds the harm of a key that leaks; it doesn't take it away. The names
// are those of AFAS's production servers, and with a customer's own number they
// are where real data goes. Whoever has the key, and stands between that host
// and a machine that trusts the CA, can pose as the host until the CA ends: read
// its tokens and data, and change them. Hence the mode of the key's file, the
// short life of the CA (authorityLife), and what users are told: to trust it
// where tests run only, and how to take the trust away again.
//
// Critical is what RFC 5280 demands, and safe: a client that doesn't know the
// extension refuses the connection, where it would otherwise believe anything.
// A CA in the trust store is held to it by OpenSSL 3 (tried with curl, Python
// and Node; PHP and .NET on Linux use it too) and Go, and by Windows and macOS
// (from 10.13) as far as they are documented. Java 17 accepts the CA and does
// not look at the constraints of what it trusts outright (RFC 5280, 6.1.1
// leaves that open); there a key that leaks can pose as any host.
package certificate
