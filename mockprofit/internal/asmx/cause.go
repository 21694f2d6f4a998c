package asmx

// Cause says which rule of the edge turned a request away, for those who don't want to read the sentence.
type Cause string

// The causes, roughly in the order in which a request meets them; that its body is incomplete overrides all others.
const (
	CauseNone Cause = "" // the edge let it through, or showed a page

	CausePath         Cause = "path"          // no service has this path
	CauseQuery        Cause = "query"         // the query string is too long
	CauseMethod       Cause = "method"        // this HTTP method finds no door
	CauseShutDoor     Cause = "shut-door"     // a door that is not open, or not to this caller
	CauseDescription  Cause = "description"   // a part of the WSDL, a schema or a sample that does not exist
	CauseFormMethod   Cause = "form-method"   // a call at a form door that names no operation
	CauseFormType     Cause = "form-type"     // a form of a media type that is not taken
	CauseFormMissing  Cause = "form-missing"  // a form that lacks a parameter
	CauseAction       Cause = "action"        // the SOAP action leads to no operation
	CauseMediaType    Cause = "media-type"    // 415
	CauseNoXML        Cause = "no-xml"        // not well-formed: 400, or a fault when the operation was looked for
	CauseVersion      Cause = "version"       // the root element is in the namespace of no version of SOAP that is spoken here
	CauseEnvelope     Cause = "envelope"      // the root element is no Envelope, though in a namespace of SOAP
	CauseBody         Cause = "body"          // no Body where it is expected
	CauseConversion   Cause = "conversion"    // a value that is none of its type
	CauseHeader       Cause = "header"        // a header block that must be understood
	CauseObjection    Cause = "objection"     // Options.Object
	CauseTooLarge     Cause = "too-large"     // the body is over the limit
	CauseTimeout      Cause = "timeout"       // the body did not arrive in time
	CauseNotCompleted Cause = "not-completed" // the body came to an end too early, or in chunks that are none
)
