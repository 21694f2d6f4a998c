package profit

import (
	"math"
	"time"
)

// Catalogue lists every setting of an environment, in the order in which they
// are shown. It is the only place where names, defaults and sentences stand.
func Catalogue() []Setting {
	const unpublished = "nothing public tells; chosen by this project"
	settings := []Setting{
		{
			Name: "refusals", Default: RefusalsFault, Source: "the REST twin is documented to be silent; SOAP is not described",
			Sentence: "Whether GenerateOTP tells a refusal with a fault, or answers as if all went well and sends nothing; a missing key is always told.",
			kind:     word(func(s *Settings) *string { return &s.Refusals }, RefusalsFault, RefusalsSilent),
		},
		{
			Name: "activationCodeLength", Default: "8", Source: "AFAS's examples show 8 digits",
			Sentence: "Number of digits of an activation code.",
			kind:     number(func(s *Settings) *int { return &s.ActivationCodeLength }, 4, 12),
		},
		{
			Name: "activationCodeLifetime", Default: "15m0s", Source: unpublished,
			Sentence: "How long an activation code can be redeemed after it was requested.",
			kind:     duration(func(s *Settings) *time.Duration { return &s.ActivationCodeLifetime }, time.Second, 365*24*time.Hour),
		},
		{
			Name: "activationCodeAttempts", Default: "5", Source: unpublished,
			Sentence: "How many wrong codes may be tried before even the right one is refused.",
			kind:     number(func(s *Settings) *int { return &s.ActivationCodeAttempts }, 1, 1000),
		},
		{
			Name: "resend", Default: ResendReplace, Source: unpublished,
			Sentence: "What a new request does while a code is live: replace it with a new code, repeat (mail the same code again), or ignore (send nothing).",
			kind:     word(func(s *Settings) *string { return &s.Resend }, ResendReplace, ResendRepeat, ResendIgnore),
		},
		{
			Name: "missingDescription", Default: Refuse, Source: unpublished,
			Sentence: "Whether a request without a description of the device is refused or allowed.",
			kind:     word(func(s *Settings) *string { return &s.MissingDescription }, Refuse, Allow),
		},
		{
			Name: "duplicateDescription", Default: Refuse, Source: "a description is documented to be unique; what happens otherwise is not",
			Sentence: "Whether a description that a live token of the same user and app connector bears is refused or allowed.",
			kind:     word(func(s *Settings) *string { return &s.DuplicateDescription }, Refuse, Allow),
		},
		{
			Name: "descriptionLength", Default: "1000", Source: unpublished,
			Sentence: "Longest description of a device, in characters; a longer one is refused.",
			kind:     number(func(s *Settings) *int { return &s.DescriptionLength }, 1, 10000),
		},
		{
			Name: "unknownTokenOnDelete", Default: Refuse, Source: unpublished,
			Sentence: "Whether deleting a token that does not exist is refused, or ignored with the usual empty answer.",
			kind:     word(func(s *Settings) *string { return &s.UnknownTokenOnDelete }, Refuse, Ignore),
		},
		{
			Name: "userIdCase", Default: CaseIgnored, Source: unpublished,
			Sentence: "Whether upper and lower case are ignored when user ids are compared, or must match exactly.",
			kind:     word(func(s *Settings) *string { return &s.UserIDCase }, CaseIgnored, CaseExact),
		},
		{
			Name: "trimParameters", Default: "true", Source: unpublished,
			Sentence: "Whether blanks and newlines around user id, keys and code are ignored; around a token they always are.",
			kind:     boolean(func(s *Settings) *bool { return &s.TrimParameters }),
		},
		{
			Name: "tokenLineBreak", Default: LineBreakNone, Source: "the REST twin is documented to end the token with CR LF; SOAP is not described",
			Sentence: "What follows the token in the answer of GetTokenFromOTP: nothing, or CR LF.",
			kind:     word(func(s *Settings) *string { return &s.TokenLineBreak }, LineBreakNone, LineBreakCRLF),
		},
		{
			Name: "errorNumber", Default: "-2147180999", Source: "the documented number of an unexpected error; those of other refusals are unknown",
			Sentence: "ErrorNumber of the refusals whose own number is not known.",
			kind:     number(func(s *Settings) *int { return &s.ErrorNumber }, math.MinInt32, math.MaxInt32),
		},
		{
			Name: "detailNamespace", Default: "", Source: unpublished,
			Sentence: "XML namespace of the element ProfitApplicationException in a fault's detail; empty for none.",
			kind:     text(func(s *Settings) *string { return &s.DetailNamespace }, 200),
		},
		{
			Name: "productVersion", Default: "22.22.5", Source: "the form is that of AFAS's published example",
			Sentence: "The version of Profit that GetProductVersion answers.",
			kind:     text(func(s *Settings) *string { return &s.ProductVersion }, 50),
		},
	}
	for i := range settings {
		settings[i].Label = Assumed
	}
	return settings
}
