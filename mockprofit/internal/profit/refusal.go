package profit

// Label says where a behaviour or text comes from.
type Label string

// The provenance of a behaviour or text.
const (
	Documented Label = "documented" // an official help page or published description
	Observed   Label = "observed"   // captured from Profit, or from code that talks to it
	Assumed    Label = "assumed"    // nothing public tells; chosen by this project

	// DocumentedElsewhere is a text that AFAS publishes for another of its
	// apps; that this service uses it too is assumed.
	DocumentedElsewhere Label = "documented elsewhere"
)

// Refusal is one way in which Profit says no. Refusals are the values of this
// file; compare them by pointer.
type Refusal struct {
	Name    string // machine name, stable: user-not-in-group
	Number  int    // ErrorNumber; 0: the setting errorNumber
	Dutch   Text
	English Text
	Warning string // what the detail's WARN line says, "" when none is known
}

// Text is a message with its provenance.
type Text struct {
	Message string
	Label   Label
}

// Text returns the refusal's message in a language; English unless Dutch.
func (r *Refusal) Text(language Language) Text {
	if language == Dutch {
		return r.Dutch
	}
	return r.English
}

// ErrorNumber returns the number that the fault's detail carries.
func (r *Refusal) ErrorNumber(settings *Settings) int {
	if r.Number != 0 {
		return r.Number
	}
	return settings.ErrorNumber
}

// unexpectedError is the number documented for the generic message.
const unexpectedError = -2147180999

// Refusals of a request for an activation code, in the order in which they win
// (assumed). The first eight are also those of redeeming a code.
var (
	MissingKey = &Refusal{
		Name: "missing-key", Number: unexpectedError,
		Dutch:   Text{"Er is een onverwachte fout opgetreden.", Documented},
		English: Text{"An unexpected error has occurred.", Documented},
	}
	UnknownAPIKey = &Refusal{
		Name:    "unknown-api-key",
		Dutch:   Text{"De API key is onbekend.", Assumed},
		English: Text{"The API key is unknown.", Assumed},
	}
	UnknownEnvironmentKey = &Refusal{
		Name:    "unknown-environment-key",
		Dutch:   Text{"De omgevingssleutel is onbekend.", Assumed},
		English: Text{"The environment key is unknown.", Assumed},
	}
	KeysOfDifferentEnvironments = &Refusal{
		Name:    "keys-of-different-environments",
		Dutch:   Text{"De API key hoort niet bij de omgeving van de omgevingssleutel.", Assumed},
		English: Text{"The API key does not belong to the environment of the environment key.", Assumed},
	}
	AppConnectorBlocked = &Refusal{
		Name:    "app-connector-blocked",
		Dutch:   Text{"App connector is geblokkeerd", Assumed},
		English: Text{"App connector is blocked", DocumentedElsewhere},
	}
	UnknownUser = &Refusal{
		Name:    "unknown-user",
		Dutch:   Text{"De gebruiker is onbekend.", Assumed},
		English: Text{"The user is unknown.", Assumed},
	}
	UserBlocked = &Refusal{
		Name:    "user-blocked",
		Dutch:   Text{"De gebruiker is geblokkeerd.", Assumed},
		English: Text{"The user is blocked.", Assumed},
	}
	UserNotInGroup = &Refusal{
		Name:    "user-not-in-group",
		Dutch:   Text{"De gebruiker hoort niet bij de gebruikersgroep van de app connector.", Assumed},
		English: Text{"The user is not a member of the user group of the app connector.", Assumed},
	}
	NoMailServerSet = &Refusal{
		Name:    "no-mail-server",
		Dutch:   Text{"Er is geen mailserver ingesteld voor deze omgeving.", Assumed},
		English: Text{"No mail server has been set for this environment.", Assumed},
	}
	InvalidAddress = &Refusal{
		Name:    "invalid-email-address",
		Dutch:   Text{"De gebruiker heeft geen geldig e-mailadres.", Assumed},
		English: Text{"The user has no valid e-mail address.", Assumed},
	}
	DescriptionMissing = &Refusal{
		Name:    "description-missing",
		Dutch:   Text{"De omschrijving ontbreekt.", Assumed},
		English: Text{"The description is missing.", Assumed},
	}
	DescriptionTooLong = &Refusal{
		Name:    "description-too-long",
		Dutch:   Text{"De omschrijving is te lang.", Assumed},
		English: Text{"The description is too long.", Assumed},
	}
	DescriptionTaken = &Refusal{
		Name:    "description-taken",
		Dutch:   Text{"Er is al een token met deze omschrijving.", Assumed},
		English: Text{"A token with this description exists already.", Assumed},
	}
)

// Refusals of an activation code, in the order in which they win (assumed).
var (
	CodeUsed = &Refusal{
		Name:    "code-used",
		Dutch:   Text{"De activeringscode is al gebruikt.", Assumed},
		English: Text{"The activation code has been used already.", Assumed},
	}
	CodeExpired = &Refusal{
		Name:    "code-expired",
		Dutch:   Text{"De activeringscode is verlopen.", Assumed},
		English: Text{"The activation code has expired.", Assumed},
	}
	TooManyAttempts = &Refusal{
		Name:    "too-many-attempts",
		Dutch:   Text{"De activeringscode is te vaak onjuist ingevoerd. Vraag een nieuwe code aan.", Assumed},
		English: Text{"Too many wrong activation codes were entered. Request a new code.", Assumed},
	}
	WrongCode = &Refusal{
		Name:    "wrong-code",
		Dutch:   Text{"De activeringscode is onjuist.", Assumed},
		English: Text{"The activation code is wrong.", Assumed},
	}
)

// Refusals of a token, in the order in which they win (assumed); a blocked
// user, a blocked app connector and a user outside the group follow.
var (
	TokenMalformed = &Refusal{
		Name: "token-malformed", Number: unexpectedError,
		Dutch:   Text{"Er is een onverwachte fout opgetreden.", Documented},
		English: Text{"An unexpected error has occurred.", Documented},
		Warning: "Token could not be parsed", // observed
	}
	// TokenUnknown holds the fragments by which existing clients recognise it
	// (observed); the rest of the sentences is assumed.
	TokenUnknown = &Refusal{
		Name:    "token-unknown",
		Dutch:   Text{"Aanmelden is mislukt: inloggegevens niet gevonden.", Assumed},
		English: Text{"Login failed: invalid username.", Assumed},
	}
	TokenExpired = &Refusal{
		Name:    "token-expired",
		Dutch:   Text{"Het token is verlopen.", Assumed},
		English: Text{"The token has expired.", Assumed},
	}
)

// Refusals lists every refusal in the order of this file.
func Refusals() []*Refusal {
	return []*Refusal{
		MissingKey, UnknownAPIKey, UnknownEnvironmentKey, KeysOfDifferentEnvironments,
		AppConnectorBlocked, UnknownUser, UserBlocked, UserNotInGroup,
		NoMailServerSet, InvalidAddress, DescriptionMissing, DescriptionTooLong, DescriptionTaken,
		CodeUsed, CodeExpired, TooManyAttempts, WrongCode,
		TokenMalformed, TokenUnknown, TokenExpired,
	}
}
