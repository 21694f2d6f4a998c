package advice

import "strconv"

// operationRepeated: each element of the operation is read, and what a later one brings replaces what an earlier one brought.
var operationRepeated = Rule{Name: "operation-repeated", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Reading.Operations < 2 {
		return "", ""
	}
	return "The Body holds " + s.Operation + " " + strconv.Itoa(s.Reading.Operations) + " times, and ASP.NET calls it once: of each parameter the last value counts.", "Send a request for each call."
}}
