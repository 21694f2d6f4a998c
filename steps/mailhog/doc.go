// Package mailhog starts a real MailHog and reads the mails that it caught.
//
//	server, err := mailhog.Start(ctx, mailhog.Options{Binary: "build/MailHog"})
//	defer server.Stop(context.WithoutCancel(ctx)) // also right when err is not nil
//	…
//	inbox := server.Inbox("user@example.test")
//	mail, err := inbox.Next(ctx)
//
// MailHog runs in a container built from the given binary, as a child process, or somewhere else already: see [Mode].
//
// What MailHog is like, and what follows from it:
//
//   - Its search matches parts of addresses and undecoded text. It is used to narrow down only; an [Inbox] compares the
//     whole address and decodes MIME itself.
//   - Its store is read without a lock while a DELETE writes. Nothing is ever deleted here: give each scenario an address
//     of its own.
//   - It answers in pages of 50, newest first, and repeats a mail at the end of the last page.
//   - It has no health endpoint: it is ready when it answers GET /api/v2/messages and greets on SMTP.
//   - It reads its settings from MH_… environment variables too: a child process gets none of ours.
package mailhog
