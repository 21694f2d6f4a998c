package soap

import (
	"fmt"
	"strconv"
)

// SyntaxError says that a document is not well-formed, or that a value holds what it may not hold, in the words of .NET's
// XmlException.
type SyntaxError struct {
	Message string
	Position
	// Reason is the text of the exception inside, "" for none.
	Reason string
}

// Position is a place in a document. Columns count UTF-16 code units, as .NET does; both start at 1. Zero: unknown.
type Position struct {
	Line, Column int
}

// Error returns the message, with the place when it is known.
func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return e.Message + " Line " + strconv.Itoa(e.Line) + ", position " + strconv.Itoa(e.Column) + "."
}

// The texts of System.Xml's resources that need no argument.
const (
	messageMissingRoot       = "Root element is missing."
	messageRootData          = "Data at the root level is invalid."
	messageManyRoots         = "There are multiple root elements."
	messageDTD               = "DTD is prohibited in this XML document."
	messageLateDTD           = "Unexpected DTD declaration."
	messageEnd               = "Unexpected end of file has occurred."
	messageEndTag            = "Unexpected end tag."
	messageTextEnd           = "']]>' is not allowed in character data."
	messageComment           = "An XML comment cannot contain '--', and '-' cannot be the last character."
	messageDeclaration       = "Syntax for an XML declaration is invalid."
	messageLateDeclaration   = "Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it."
	messageEntityName        = "An error occurred while parsing EntityName."
	messageDecimalReference  = "Invalid syntax for a decimal numeric entity reference."
	messageHexReference      = "Invalid syntax for a hexadecimal numeric entity reference."
	messageReferenceOverflow = "Invalid value of a character entity reference."
	messageNamespace         = "Invalid namespace declaration."
	messagePrefixXML         = `Prefix "xml" is reserved for use by XML and can be mapped only to namespace name "http://www.w3.org/XML/1998/namespace".`
	messagePrefixXMLNS       = `Prefix "xmlns" is reserved for use by XML.`
	messageEncoding          = "Invalid character in the given encoding."
	messageMissingByteOrder  = "There is no Unicode byte order mark. Cannot switch to Unicode."
	messageTooDeep           = "Elements are nested too deeply." // ours: .NET has no limit but its memory
)

// formatUnexpectedEnd takes what is being read.
const formatUnexpectedEnd = "Unexpected end of file while parsing %s has occurred."

// formatCharacter takes a character and its number.
const formatCharacter = "'%s', hexadecimal value %s, is an invalid character."

// failAt returns an error at an index of the window. Indexes before the last known place report that place.
func (r *Reader) failAt(index int, format string, arguments ...any) error {
	return r.failAtPosition(r.locate(index), format, arguments...)
}

// fail returns an error at the current byte.
func (r *Reader) fail(format string, arguments ...any) error {
	return r.failAt(r.pos, format, arguments...)
}

// failAtNode returns an error at the beginning of the current node.
func (r *Reader) failAtNode(format string, arguments ...any) error {
	return r.failAtPosition(r.Position(), format, arguments...)
}

func (r *Reader) failAtPosition(position Position, format string, arguments ...any) error {
	if r.failure != nil { // the bytes have come to an end before their time: that is the reason, not what is missing
		return r.failure
	}
	message := format
	if len(arguments) > 0 {
		message = fmt.Sprintf(format, arguments...)
	}
	return &SyntaxError{Message: message, Position: position}
}

// failUnexpected says which token was found in place of those expected.
func (r *Reader) failUnexpected(expected ...string) error {
	token := r.unexpectedToken()
	switch {
	case token == "":
		return r.fail(messageEnd)
	case len(expected) == 2:
		return r.fail("'%s' is an unexpected token. The expected token is '%s' or '%s'.", token, expected[0], expected[1])
	}
	return r.fail("'%s' is an unexpected token. The expected token is '%s'.", token, expected[0])
}

// failBlank says that white space is missing.
func (r *Reader) failBlank() error {
	token := r.unexpectedToken()
	if token == "" {
		return r.fail(messageEnd)
	}
	return r.fail("'%s' is an unexpected token. Expecting white space.", token)
}

// unexpectedToken returns the name at the current byte or else the character, cut off at a length that fits a message.
func (r *Reader) unexpectedToken() string {
	r.ensure(utf8Max * 17) // the last character may reach beyond 16
	rest := r.buf[r.pos:r.end]
	if len(rest) == 0 {
		return ""
	}
	length := 0
	for length < len(rest) && length < utf8Max*16 && rest[length] != ':' {
		c, size := decode(rest[length:])
		if !isNameChar(c) {
			break
		}
		length += size
	}
	if length == 0 {
		_, length = decode(rest)
	}
	return string(rest[:length])
}

// failCharacter refuses the character at the current byte.
func (r *Reader) failCharacter(c rune) error {
	return r.fail(formatCharacter, printable(c), hexadecimal(c))
}

// printable returns the character as a message shows it (XmlException.BuildCharExceptionArgs).
func printable(c rune) string {
	if c == 0 {
		return "."
	}
	return string(c)
}

func hexadecimal(c rune) string { return fmt.Sprintf("0x%02X", c) }
