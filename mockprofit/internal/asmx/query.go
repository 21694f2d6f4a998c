package asmx

import "strings"

// query holds the pairs of a query string or a form, as System.Web.HttpValueCollection does.
type query []pair

// pair is one part between ampersands. Without an equals sign there is no name, only a value.
type pair struct {
	name, value string
	named       bool
}

// maximumPairs is aspnet:MaxHttpCollectionKeys.
const maximumPairs = 1000

// parseQuery reads a query string.
func parseQuery(text string) query { return parsePairs(text, "") }

// parsePairs splits text, of which it takes no more than the first maximumPairs parts, in the character set named.
func parsePairs(text, charset string) query {
	if text == "" {
		return nil
	}
	var pairs query
	for more := true; more && len(pairs) < maximumPairs; {
		var part string
		part, text, more = strings.Cut(text, "&")
		name, value, named := strings.Cut(part, "=")
		if !named {
			name, value = "", part
		}
		pairs = append(pairs, pair{urlDecodeAs(name, charset), urlDecodeAs(value, charset), named})
	}
	return pairs
}

// get returns the value of a name in any casing; several values are joined by commas.
func (q query) get(name string) (string, bool) {
	return q.join(func(p *pair) bool { return p.named && strings.EqualFold(p.name, name) })
}

// bare returns what stands in the query without a name (QueryString[null]).
func (q query) bare() string {
	value, _ := q.join(func(p *pair) bool { return !p.named })
	return value
}

func (q query) join(match func(*pair) bool) (string, bool) {
	var values []string
	for i := range q {
		if match(&q[i]) {
			values = append(values, q[i].value)
		}
	}
	return strings.Join(values, ","), values != nil
}
