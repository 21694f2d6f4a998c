// Package mail turns an issued activation code into an e-mail, keeps it in an outbox, and delivers it.
//
// That Profit e-mails the code to the address recorded for the user, and that the description of the app connector is in
// the subject, is documented by AFAS. The texts around them are assumed: Profit's own are not public. So are the HTML part, the
// headers and the way of delivering.
//
// The parts, one file or two each:
//
//   - words (words.go, content.go, templates/): the texts, Dutch and English;
//   - message (compose.go, text.go): the bytes of an e-mail, RFC 5322 and MIME, from a [Notice] and an id, always the same;
//   - outbox (outbox.go, order.go, watch.go): what was sent, bounded, seen per environment;
//   - delivery (worker.go, session.go): SMTP, one worker and one connection a server.
//
// # Delivery
//
// SMTP is spoken as RFC 5321 has it, in the clear and without authentication: that is what mail catchers such as MailHog offer,
// and one that advertises STARTTLS with a self-signed certificate must work too. SMTPUTF8 is asked for only when an address needs it.
//
// Nothing queued is given up: a server that is down, or refuses with 4xx or 5xx, is tried again with growing pauses for as long as the
// message exists. A message is sent at least once; a connection that breaks between the end of the data and the server's reply
// leaves open whether it was taken (RFC 5321, 6.1), and then it is sent again, with the same Message-ID.
//
// Time here is the machine's, since it is the network's; only the Date header is the environment's. Tests run in a testing/synctest
// bubble with [Options.Dial] set to an in-memory network, and so without waiting.
package mail
