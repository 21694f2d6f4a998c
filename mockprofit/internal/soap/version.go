package soap

// Version is a version of SOAP. The zero value means that none is established (yet).
type Version uint8

// The two versions there are.
const (
	Version11 Version = iota + 1
	Version12
)

// The namespaces of the two envelopes (SOAP 1.1 section 4, SOAP 1.2 part 1 section 5).
const (
	Namespace11 = "http://schemas.xmlsoap.org/soap/envelope/"
	Namespace12 = "http://www.w3.org/2003/05/soap-envelope"
)

// VersionOf returns the version whose envelopes carry the namespace given, or zero.
func VersionOf(namespace string) Version {
	switch namespace {
	case Namespace11:
		return Version11
	case Namespace12:
		return Version12
	}
	return 0
}

// String returns "1.1", "1.2", or "" for the zero value.
func (v Version) String() string {
	switch v {
	case Version11:
		return "1.1"
	case Version12:
		return "1.2"
	}
	return ""
}

// Namespace returns the namespace of the version's envelopes, or "".
func (v Version) Namespace() string {
	switch v {
	case Version11:
		return Namespace11
	case Version12:
		return Namespace12
	}
	return ""
}

// MediaType returns the media type of the version's envelopes, without parameters, or "".
func (v Version) MediaType() string {
	switch v {
	case Version11:
		return "text/xml"
	case Version12:
		return "application/soap+xml"
	}
	return ""
}

// ContentType returns the Content-Type of an answer in this version, or "".
func (v Version) ContentType() string {
	switch v {
	case Version11:
		return "text/xml; charset=utf-8"
	case Version12:
		return "application/soap+xml; charset=utf-8"
	}
	return ""
}
