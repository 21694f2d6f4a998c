package asmx

import (
	"bytes"
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// document writes XML in the manner of .NET's indented XmlTextWriter: two blanks a level, lines ended by CR LF.
type document struct {
	bytes.Buffer
	open []string
}

func newDocument() *document {
	d := new(document)
	d.WriteString(soap.Declaration)
	return d
}

// attribute is a name and its value.
type attribute struct{ name, value string }

// start writes a start tag, inside which the next elements are written.
func (d *document) start(name string, attributes ...attribute) {
	d.tag(name, attributes)
	d.WriteByte('>')
	d.open = append(d.open, name)
}

// element writes an empty element.
func (d *document) element(name string, attributes ...attribute) {
	d.tag(name, attributes)
	d.WriteString(" />")
}

// end closes the innermost element.
func (d *document) end() {
	name := d.open[len(d.open)-1]
	d.open = d.open[:len(d.open)-1]
	d.line()
	d.WriteString("</" + name + ">")
}

func (d *document) tag(name string, attributes []attribute) {
	d.line()
	d.WriteString("<" + name)
	for _, a := range attributes {
		d.WriteString(" " + a.name + `="`)
		d.Write(soap.AppendAttribute(nil, a.value))
		d.WriteByte('"')
	}
}

func (d *document) line() {
	d.WriteString("\r\n" + strings.Repeat("  ", len(d.open)))
}
