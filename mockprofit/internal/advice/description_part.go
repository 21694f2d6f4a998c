package advice

import "profitbdd/mockprofit/internal/asmx"

// descriptionPart: a part of the description that does not exist (DiscoveryServerProtocol).
var descriptionPart = Rule{Name: "description-part", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseDescription {
		return "", ""
	}
	return "The description has a single part, so that one with a name is not found.", "Ask for it with ?WSDL alone; a WSDL that imports others by number comes from another service."
}}
