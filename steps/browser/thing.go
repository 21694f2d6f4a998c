package browser

import "strings"

// Thing names things in a page as a reader does, by what is written on them. It
// is an XPath expression.
type Thing string

// Link is a link with the text.
func Link(text string) Thing { return Thing("//a[normalize-space()=" + quote(text) + "]") }

// Button is a button with the text.
func Button(text string) Thing { return Thing("//button[normalize-space()=" + quote(text) + "]") }

// Field is a field to be filled in that is labelled with the text.
func Field(label string) Thing {
	return Thing("//input[@id=//label[normalize-space()=" + quote(label) + "]/@for]")
}

// Form is a form, whatever is in it.
const Form = Thing("//form")

// Or is this thing or another, whichever comes first in the page.
func (t Thing) Or(other Thing) Thing { return t + " | " + other }

// Within is the thing below a heading.
func (t Thing) Within(heading string) Thing {
	return Thing("//section[*[self::h2 or self::h3][normalize-space()=" + quote(heading) + "]]" + string(t))
}

// quote writes a text as XPath does, which knows no escapes.
func quote(text string) string {
	if !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	return `concat('` + strings.ReplaceAll(text, "'", `', "'", '`) + `')`
}
