package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
)

// descriptionPart: a part of the description that does not exist (DiscoveryServerProtocol).
var descriptionPart = Rule{Name: "description-part", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseDescription {
		return "", ""
	}
	if asks := strings.ToLower(s.Request.Line); strings.Contains(asks, "sample=") {
		return "The mock has no such sample: they are called soap11 and soap12, one of each operation.", "Download one by the link on the operation's page, ?op=" + s.description.Operations[0].Name + "."
	}
	return "The description has a single part, so that one with a name is not found.", "Ask for it with ?WSDL alone; a WSDL that imports others by number comes from another service."
}}
