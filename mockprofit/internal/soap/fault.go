package soap

// FaultCode says whose fault it is, in the words of SOAP 1.1; the writer translates for SOAP 1.2.
type FaultCode uint8

// The codes of SOAP 1.1 section 4.4.1.
const (
	Server FaultCode = iota // 1.2: Receiver. The zero value: a fault without a code is the server's.
	Client                  // 1.2: Sender.
	VersionMismatch
	MustUnderstand
)

// Name returns the local name of the code in the version given.
func (c FaultCode) Name(version Version) string {
	switch c {
	case Client:
		if version == Version12 {
			return "Sender"
		}
		return "Client"
	case VersionMismatch:
		return "VersionMismatch"
	case MustUnderstand:
		return "MustUnderstand"
	default:
		if version == Version12 {
			return "Receiver"
		}
		return "Server"
	}
}

// Fault is a refusal in the words of SOAP. An operation returns one (as an error) to have exactly this message told.
type Fault struct {
	Code    FaultCode
	Message string // faultstring; 1.2: Reason/Text
	Actor   string // faultactor, left out when empty; 1.2: Node
	// Detail is well-formed XML that is written inside the detail element as it is; the element then stays unqualified
	// in both versions, which is what ASP.NET makes of a detail node that a service throws. Nil: an empty element.
	Detail []byte
}

// Error returns the message.
func (f *Fault) Error() string { return f.Message }
