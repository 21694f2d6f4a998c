package mail

import (
	"embed"
	htmltemplate "html/template"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"
)

//go:embed templates
var templates embed.FS

// wording is how the e-mail is put in one language. All of it is assumed but for the app connector in the subject.
type wording struct {
	subject              string // goes before the app connector's description
	hour, minute, second unit
	and                  string
	text                 *texttemplate.Template
	html                 *htmltemplate.Template
}

// unit is a unit of time, for one and for another number.
type unit struct{ one, other string }

var (
	dutch = wording{
		subject: "Activatiecode voor ",
		hour:    unit{"uur", "uur"}, // after a number "uur" has no plural
		minute:  unit{"minuut", "minuten"},
		second:  unit{"seconde", "seconden"},
		and:     " en ",
		text:    texttemplate.Must(texttemplate.ParseFS(templates, "templates/nl.txt")),
		html:    htmltemplate.Must(htmltemplate.ParseFS(templates, "templates/nl.html")),
	}
	english = wording{
		subject: "Activation code for ",
		hour:    unit{"hour", "hours"},
		minute:  unit{"minute", "minutes"},
		second:  unit{"second", "seconds"},
		and:     " and ",
		text:    texttemplate.Must(texttemplate.ParseFS(templates, "templates/en.txt")),
		html:    htmltemplate.Must(htmltemplate.ParseFS(templates, "templates/en.html")),
	}
)

// wordsOf returns the wording and the language tag of a notice.
func wordsOf(n Notice) (wording, string) {
	if n.Language == "en" {
		return english, "en"
	}
	return dutch, "nl"
}

// lifetime returns a duration in words, e.g. "15 minuten" or "1 hour, 30 minutes and 1 second"; "" when it is not positive.
func (w wording) lifetime(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	whole := d / time.Second
	if d%time.Second != 0 {
		whole++
	}
	var parts []string
	add := func(count time.Duration, u unit) {
		switch {
		case count == 1:
			parts = append(parts, "1 "+u.one)
		case count > 1:
			parts = append(parts, strconv.FormatInt(int64(count), 10)+" "+u.other)
		}
	}
	add(whole/3600, w.hour)
	add(whole/60%60, w.minute)
	add(whole%60, w.second)
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + w.and + parts[last]
}
