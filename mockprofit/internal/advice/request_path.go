package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/spelling"
)

// requestPath: no service has this path.
var requestPath = Rule{Name: "request-path", Label: profit.Documented, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CausePath {
		return "", ""
	}
	path := pathOf(s.Request.Line)
	seen := "There is no service at " + quoted(path) + "."
	files := make([]string, len(s.services))
	for i := range s.services {
		files[i] = s.services[i].File
	}
	there := "Of Profit's services the mock plays " + list(files) + ", under /profitservices/."
	if strings.Contains(strings.ToLower(path), "profitrestservices") {
		return seen, "That is the path of Profit's REST services, which the mock does not play. " + there
	}
	if file := s.fileOfAction(); file != "" {
		return seen, "Send it to /profitservices/" + file + ", where the operation that the SOAPAction names is."
	}
	last := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	meant := spelling.Nearest(strings.TrimSuffix(last, ".asmx"), withoutExtension(files))
	if meant != "" && mistyped(last, meant) {
		return seen, "Send it to /profitservices/" + meant + ".asmx."
	}
	return seen, there
}}

// fileOf returns the file of the service, other than the one that the request went to, which has an operation.
func (s *subject) fileOf(operation string) string {
	for i := range s.services {
		for _, described := range s.services[i].Operations {
			if described.Name == operation && s.services[i].Name != s.Service {
				return s.services[i].File
			}
		}
	}
	return ""
}

// fileOfAction returns the file of the service that has the operation of the SOAPAction.
func (s *subject) fileOfAction() string {
	action := strings.Trim(s.field("SOAPAction"), `"`)
	for i := range s.services {
		for _, operation := range s.services[i].Operations {
			if action == s.services[i].Action(operation.Name) {
				return s.services[i].File
			}
		}
	}
	return ""
}

// mistyped reports whether a name may be another with a letter or two wrong, rather than that of another service: those of Profit have much in
// common.
func mistyped(given, meant string) bool {
	const mostWrong = 2
	difference := len(strings.TrimSuffix(given, ".asmx")) - len(meant)
	return given[:min(3, len(given))] == meant[:3] && difference <= mostWrong && difference >= -mostWrong
}

func withoutExtension(files []string) []string {
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(file, ".asmx")
	}
	return names
}

// pathOf returns the path in a request line.
func pathOf(line string) string {
	_, rest, _ := strings.Cut(line, " ")
	target, _, _ := strings.Cut(rest, " ")
	path, _, _ := strings.Cut(target, "?")
	return path
}
