// Package advice says in a sentence why a request was turned away, or reached Profit with less than its sender meant, and what to change.
//
// A rule a file. Each looks at one exchange, after it was answered, and knows one thing that connectors do wrong: what was seen, and how to
// mend it. Rules never change an answer. They tell from what the edge noted ([asmx.Reading], [asmx.Cause]), from the bytes that were kept,
// and from the decision of the service; keys, codes, tokens and other values are never quoted, names and header fields are.
package advice
