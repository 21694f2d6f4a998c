package soap

// Declaration is the XML declaration in front of everything that is written.
const Declaration = `<?xml version="1.0" encoding="utf-8"?>`

const (
	schemas   = ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"`
	opening11 = Declaration + `<soap:Envelope xmlns:soap="` + Namespace11 + `"` + schemas + `>`
	opening12 = Declaration + `<soap:Envelope xmlns:soap="` + Namespace12 + `"` + schemas + `>`
	closing   = `</soap:Body></soap:Envelope>`
)

// upgrade says which envelopes are understood, in the header of a version mismatch (SOAP 1.2 part 1, 5.4.7).
const upgrade = `<soap:Header><soap12:Upgrade xmlns:soap12="` + Namespace12 + `">` +
	`<soap12:SupportedEnvelope qname="soap:Envelope" xmlns:soap="` + Namespace11 + `" />` +
	`<soap12:SupportedEnvelope qname="soap12:Envelope" xmlns:soap12="` + Namespace12 + `" />` +
	`</soap12:Upgrade></soap:Header>`

// opening returns the start of an envelope. The prefix is "soap" in both versions.
func opening(version Version) string {
	if version == Version12 {
		return opening12
	}
	return opening11
}

// AppendResponse appends the answer of an operation in a namespace: {operation}Response with, for a result that is not null,
// {operation}Result in it. A nil result is null, or void: the two look alike.
func AppendResponse(to []byte, version Version, namespace, operation string, result *string) []byte {
	to = append(to, opening(version)...)
	to = append(to, "<soap:Body><"...)
	to = append(to, operation...)
	to = append(to, `Response xmlns="`...)
	to = AppendAttribute(to, namespace)
	to = append(to, '"')
	if result == nil {
		to = append(to, " />"...)
		return append(to, closing...)
	}
	to = append(to, "><"...)
	to = append(to, operation...)
	to = append(to, "Result"...)
	if *result == "" {
		to = append(to, " />"...)
	} else {
		to = append(to, '>')
		to = AppendText(to, *result)
		to = append(to, "</"...)
		to = append(to, operation...)
		to = append(to, "Result>"...)
	}
	to = append(to, "</"...)
	to = append(to, operation...)
	to = append(to, "Response>"...)
	return append(to, closing...)
}

// AppendFault appends a fault (Soap11ServerProtocolHelper.WriteFault, Soap12ServerProtocolHelper.WriteFault). A version mismatch says
// what can be sent instead; a header that is not understood has no detail, since the detail is about the body.
func AppendFault(to []byte, version Version, fault *Fault) []byte {
	to = append(to, opening(version)...)
	if fault.Code == VersionMismatch {
		to = append(to, upgrade...)
	}
	to = append(to, "<soap:Body><soap:Fault>"...)
	if version == Version12 {
		to = appendFault12(to, fault)
	} else {
		to = appendFault11(to, fault)
	}
	to = append(to, "</soap:Fault>"...)
	return append(to, closing...)
}

func appendFault11(to []byte, fault *Fault) []byte {
	to = append(to, "<faultcode>soap:"...)
	to = append(to, fault.Code.Name(Version11)...)
	to = append(to, "</faultcode>"...)
	to = appendElement(to, "faultstring", "", fault.Message)
	if fault.Actor != "" {
		to = appendElement(to, "faultactor", "", fault.Actor)
	}
	return appendDetail(to, fault, "<detail />")
}

func appendFault12(to []byte, fault *Fault) []byte {
	to = append(to, "<soap:Code><soap:Value>soap:"...)
	to = append(to, fault.Code.Name(Version12)...)
	to = append(to, "</soap:Value></soap:Code><soap:Reason>"...)
	to = appendElement(to, "soap:Text", ` xml:lang="en"`, fault.Message)
	to = append(to, "</soap:Reason>"...)
	if fault.Actor != "" {
		to = appendElement(to, "soap:Node", "", fault.Actor)
	}
	return appendDetail(to, fault, "<soap:Detail />")
}

func appendDetail(to []byte, fault *Fault, empty string) []byte {
	switch {
	case fault.Code == MustUnderstand:
		return to
	case fault.Detail == nil:
		return append(to, empty...)
	}
	to = append(to, "<detail>"...)
	to = append(to, fault.Detail...)
	return append(to, "</detail>"...)
}

// appendElement appends an element with text in it, self-closing when there is none.
func appendElement(to []byte, name, attributes, text string) []byte {
	to = append(to, '<')
	to = append(to, name...)
	to = append(to, attributes...)
	if text == "" {
		return append(to, " />"...)
	}
	to = append(to, '>')
	to = AppendText(to, text)
	to = append(to, "</"...)
	to = append(to, name...)
	return append(to, '>')
}
