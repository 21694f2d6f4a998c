package advice

import (
	"encoding/base64"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/soap"
)

// ruleTest is a request that makes a rule speak. What captured exchanges show already is not repeated.
type ruleTest struct {
	rule    string // of the first hint, "" for none
	says    string // a part of it
	request *http.Request
	refused string // by Profit, with this name
	realm   string // environment that it belongs to
}

var digits = strings.Repeat("0123456789ABCDEF", 4)

func ruleTests() map[string]ruleTest {
	good := message("GenerateOTP", sound("description", "laptop"))
	return map[string]ruleTest{
		"a good request":          {request: call("GenerateOTP", good)},
		"a token in the header":   {request: authorized("AfasToken abc")},
		"an unknown parameter":    {request: call("GenerateOTP", message("GenerateOTP", sound("description", "laptop")+"<password/>"))},
		"another host":            {request: call("GenerateOTP", good, "Host", "localhost:8080"), realm: "O12345AA"},
		"the host of its kind":    {request: call("GenerateOTP", good, "Host", "12345.soap.afas.online"), realm: "O12345AA"},
		"the test host":           {request: call("GenerateOTP", good, "Host", "12345.SOAPTEST.afas.online:8443"), realm: "T12345AB"},
		"a test host, production": {"host-environment", "the host 12345.soaptest.afas.online is that of test environments", call("GenerateOTP", good, "Host", "12345.soaptest.afas.online"), "", "O12345AA"},
		"production, accept":      {"host-environment", "is that of production environments", call("GenerateOTP", good, "Host", "12345.soap.afas.online"), "", "A12345AA"},
		"another number":          {"host-environment", "with the number 54321", call("GenerateOTP", good, "Host", "54321.soap.afas.online:443"), "", "O12345AA"},

		"a form from here":    {"local-form", "from elsewhere it is turned away", formFromHere(""), "", "O12345AA"},
		"a form of a browser": {request: formFromHere("navigate"), realm: "O12345AA"},

		"a misspelt file": {"request-path", "Send it to /profitservices/tokenconnector.asmx.", onPath("POST", "/profitservices/tokenconector.asmx"), "", ""},
		"without .asmx":   {"request-path", "Send it to /profitservices/tokenconnector.asmx.", onPath("POST", "/profitservices/TokenConnector"), "", ""},
		"REST":            {"request-path", "REST services, which the mock does not play", onPath("POST", "/profitrestservices/otprequest"), "", ""},
		"nowhere":         {"request-path", "the mock plays tokenconnector.asmx, appconnectorversioninfo.asmx and appconnectorget.asmx", onPath("GET", "/"), "", ""},
		"another service": {"request-path", "Of Profit's services the mock plays", onPath("POST", "/profitservices/getconnectors.asmx"), "", ""},
		"a third":         {"request-path", "Of Profit's services the mock plays", onPath("POST", "/profitservices/appconnectorreport.asmx"), "", ""},
		"a service of another": {"request-path", "Send it to /profitservices/tokenconnector.asmx, where the operation", func() *http.Request {
			request := onPath("POST", "/profitservices/appconnectortoken.asmx")
			request.Header.Set("SOAPAction", `"urn:Afas.Profit.Services/GenerateOTP"`)
			return request
		}(), "", ""},
		"an operation of another service": {"soap-action", "Send the request to /profitservices/appconnectorversioninfo.asmx.", call("GenerateOTP", good, "SOAPAction", `"urn:Afas.Profit.Services/GetProductVersion"`), "", ""},
		"quotes within quotes":            {"soap-action", "quotes within quotes", call("GenerateOTP", good, "SOAPAction", `""urn:Afas.Profit.Services/GenerateOTP""`), "", ""},
		"an envelope for a form": {"form-call", "An envelope came to the path of an operation", func() *http.Request {
			request := call("GenerateOTP", good, "Host", "localhost")
			request.URL.Path += "/GenerateOTP"
			return request
		}(), "", ""},
		"HEAD":                {"request-method", "answers GET but not HEAD", onPath("HEAD", "/tokenconnector.asmx"), "", ""},
		"PUT":                 {"request-method", "'PUT'", onPath("PUT", "/tokenconnector.asmx"), "", ""},
		"a slash at the end":  {"shut-door", "Leave the slash at the end out.", onPath("POST", "/tokenconnector.asmx/"), "", ""},
		"GET of an operation": {"shut-door", "HttpGet", onPath("GET", "/tokenconnector.asmx/DeleteToken"), "", ""},
		"an encoded slash":    {"shut-door", "from the machine itself", onPath("POST", "/tokenconnector.asmx%2FDeleteToken"), "", ""},
		"an operation, slash": {"shut-door", "from the machine itself", onPath("POST", "/tokenconnector.asmx/DeleteToken/"), "", ""},
		"a form from afar":    {"shut-door", "from the machine itself", onPath("POST", "/tokenconnector.asmx/DeleteToken"), "", ""},
		"a long query": {"query-length", "2049", func() *http.Request {
			request := onPath("GET", "/tokenconnector.asmx")
			request.URL.RawQuery = strings.Repeat("q", 3000)
			return request
		}(), "", ""},
		"no such sample": {"description-part", "soap11 and soap12", func() *http.Request {
			request := onPath("GET", "/tokenconnector.asmx")
			request.URL.RawQuery = "op=DeleteToken&sample=soap13"
			request.RequestURI += "?" + request.URL.RawQuery
			return request
		}(), "", ""},
		"too large": {"incomplete-body", "larger", call("DeleteToken", strings.Repeat(" ", 200_000)), "", ""},

		"'#' in the action":          {"soap-action", "'#'", call("GenerateOTP", good, "SOAPAction", `"urn:Afas.Profit.Services#GenerateOTP"`), "", ""},
		"a header with SOAP 1.2":     {"soap-action", "SOAP 1.2 is not routed by the SOAPAction header", call("GenerateOTP", strings.ReplaceAll(envelope("<x/>"), soap.Namespace11, soap.Namespace12), "Content-Type", "application/soap+xml"), "", ""},
		"single quotes":              {"soap-action", "single quotes", call("GenerateOTP", good, "SOAPAction", `'urn:Afas.Profit.Services/GenerateOTP'`), "", ""},
		"blanks in the action":       {"soap-action", "blanks inside its quotes", call("GenerateOTP", good, "SOAPAction", `" urn:Afas.Profit.Services/GenerateOTP"`), "", ""},
		"another namespace":          {"soap-action", "is not that of GenerateOTP", call("GenerateOTP", good, "SOAPAction", "http://tempuri.org/GenerateOTP"), "", ""},
		"a misspelt action":          {"soap-action", `"urn:Afas.Profit.Services/GetTokenFromOTP"`, call("GenerateOTP", good, "SOAPAction", "urn:Afas.Profit.Services/GetTokenFromOPT"), "", ""},
		"an action of nobody":        {"soap-action", "is that of no operation of TokenConnector", call("GenerateOTP", good, "SOAPAction", "urn:Afas.Profit.Services/Login"), "", ""},
		"two actions":                {"soap-action", "more than once", twoActions(good), "", ""},
		"no action, no namespace":    {"soap-action", `Make the first element of the Body <GenerateOTP xmlns="urn:Afas.Profit.Services">`, call("GenerateOTP", envelope("<GenerateOTP/>"), "SOAPAction", ""), "", ""},
		"no media type":              {"media-type", "no Content-Type", call("GenerateOTP", good, "Content-Type", ""), "", ""},
		"JSON's media type":          {"media-type", "'application/json'", call("GenerateOTP", good, "Content-Type", "application/json"), "", ""},
		"a blank before ;":           {"media-type", "A blank stands between", call("GenerateOTP", good, "Content-Type", "text/xml ; charset=utf-8"), "", ""},
		"JSON":                       {"not-well-formed", "The body is JSON.", call("GenerateOTP", `{"userId":"a"}`), "", ""},
		"a form":                     {"not-well-formed", "The body is a form.", call("GenerateOTP", "userId=a&apiKey=b"), "", ""},
		"gzip":                       {"not-well-formed", "compressed", call("GenerateOTP", "\x1f\x8b\x08\x00"), "", ""},
		"zlib":                       {"not-well-formed", "compressed", call("GenerateOTP", "\x78\x9c\x00\x00", "Content-Encoding", "deflate"), "", ""},
		"said to be compressed":      {"not-well-formed", "as &amp;", call("GenerateOTP", message("GenerateOTP", given("description", "a & b")), "Content-Encoding", "identity"), "", ""},
		"broken UTF-16":              {"not-well-formed", "The body is not well-formed XML", call("GenerateOTP", "<\x00a\x00>\x00", "Content-Type", "text/xml; charset=utf-16"), "", ""},
		"UTF-16 that is not told":    {"not-well-formed", "The body is in UTF-16, and", call("GenerateOTP", "<\x00a\x00/\x00>\x00"), "", ""},
		"a less-than":                {"not-well-formed", "Write a '<' in a value as &lt;.", call("GenerateOTP", message("GenerateOTP", given("description", "a < b"))), "", ""},
		"an arrow":                   {"not-well-formed", "Write a '<' in a value as &lt;.", call("GenerateOTP", message("GenerateOTP", given("description", "I <3 you"))), "", ""},
		"an escaped envelope":        {"not-well-formed", "escaped as a whole", call("GenerateOTP", "&lt;soap:Envelope xmlns=1&gt;"), "", ""},
		"values without names":       {"parameter-missing", "came without their names, as 'param0'", call("GenerateOTP", message("GenerateOTP", given("param0", "a", "param1", "b"))), "", ""},
		"values of SOAP::Lite":       {"parameter-missing", "SOAP::Data->name", call("GenerateOTP", message("GenerateOTP", given("c-gensym3", "a"))), "", ""},
		"values beside":              {"parameter-missing", "stand beside GenerateOTP in the Body and not in it, as 'param1'", call("GenerateOTP", envelope(`<GenerateOTP xmlns="`+namespace+`"/><param1>b</param1>`)), "", ""},
		"elements beside":            {"parameter-missing", "Put the parameters into GenerateOTP.", call("GenerateOTP", envelope(`<GenerateOTP xmlns="`+namespace+`"/><userId>b</userId>`)), "", ""},
		"an operation in itself":     {"parameter-missing", "stands in itself", call("GenerateOTP", message("GenerateOTP", "<GenerateOTP/>")), "", ""},
		"an empty Body":              {"parameter-missing", "The Body is empty.", call("GenerateOTP", envelope("")), "", ""},
		"parts":                      {"not-well-formed", "several parts", call("GenerateOTP", "--x\r\n", "Content-Type", "multipart/form-data; boundary=x", "SOAPAction", ""), "", ""},
		"an object":                  {"not-well-formed", "name in JavaScript", call("GenerateOTP", "[object Object]"), "", ""},
		"quotes around":              {"not-well-formed", "stands in quotes", call("GenerateOTP", `b'<?xml version="1.0"?>'`), "", ""},
		"a URL-encoded envelope":     {"not-well-formed", "URL-encoded", call("GenerateOTP", "%3C%3Fxml"), "", ""},
		"a base64 envelope":          {"not-well-formed", "base64", call("GenerateOTP", base64.StdEncoding.EncodeToString([]byte(good))), "", ""},
		"JSON with a mark":           {"not-well-formed", "The body is JSON.", call("GenerateOTP", "\uFEFF{}"), "", ""},
		"another service's, by Body": {"soap-action", "Send the request to /profitservices/appconnectorversioninfo.asmx.", call("GenerateOTP", message("GetProductVersion", ""), "SOAPAction", ""), "", ""},
		"SOAP 1.2 without an action": {"soap-action", "The Content-Type has no action parameter", call("GenerateOTP", strings.ReplaceAll(envelope("<x/>"), soap.Namespace11, soap.Namespace12), "Content-Type", "application/soap+xml", "SOAPAction", ""), "", ""},
		"UTF-8 called Latin 1":       {"character-set", "looks like UTF-8", call("GenerateOTP", strings.ReplaceAll(good, "laptop", "café"), "Content-Type", "text/xml; charset=iso-8859-1"), "", ""},
		"Latin 1 called Latin 1":     {request: call("GenerateOTP", strings.ReplaceAll(good, "laptop", "caf\xE9"), "Content-Type", "text/xml; charset=iso-8859-1")},
		"a declared US-ASCII":        {"character-set", "The XML declaration says US-ASCII", call("GenerateOTP", `<?xml version="1.0" encoding="us-ascii"?>`+strings.ReplaceAll(strings.ReplaceAll(good, "laptop", "é"), soap.Namespace11, soap.Namespace12), "Content-Type", "application/soap+xml", "SOAPAction", ""), "", ""},
		"parameters too deep":        {"parameter-missing", "Put them directly into GenerateOTP, not into another element such as 'request'.", call("GenerateOTP", message("GenerateOTP", "<request>"+sound("description", "d")+"</request>")), "", ""},
		"an ampersand":               {"not-well-formed", "as &amp;", call("GenerateOTP", message("GenerateOTP", given("description", "a & b"))), "", ""},
		"blanks before":              {"not-well-formed", "Leave out what stands before", call("GenerateOTP", "\n"+soap.Declaration+good), "", ""},
		"a huge name":                {"not-well-formed", "Declare the prefix", call("GenerateOTP", "<"+strings.Repeat("p", 5000)+":a/>"), "", ""},
		"something behind":           {"not-well-formed", "Send nothing behind </Envelope>.", call("GenerateOTP", good+"<a/>"), "", ""},
		"an empty one and another":   {"parameter-missing", "are missing", call("GenerateOTP", envelope(`<GenerateOTP xmlns="`+namespace+`"/><x/>`)), "", ""},
		"an operation twice":         {"operation-repeated", "2 times", call("GenerateOTP", envelope(strings.Repeat(`<GenerateOTP xmlns="`+namespace+`">`+sound("description", "d")+`</GenerateOTP>`, 2))), "", ""},
		"the other casing":           {"operation-element", "another casing", call("GenerateOTP", envelope(`<generateotp xmlns="`+namespace+`"/>`)), "", ""},
		"one parameter misspelt":     {"parameter-name", "parameter apiKey came as 'ApiKey'", call("GenerateOTP", strings.Replace(strings.Replace(good, "<apiKey>", "<ApiKey>", 1), "</apiKey>", "</ApiKey>", 1)), "", ""},
		"a parameter nearly right":   {"parameter-name", "parameter environmentKey came as 'enviromentKey'", call("GenerateOTP", strings.ReplaceAll(good, "environmentKey>", "enviromentKey>")), "", ""},
		"one missing, one unknown":   {"parameter-missing", "'password', which came, is no parameter of GenerateOTP", call("GenerateOTP", strings.ReplaceAll(good, "description>", "password>")), "", ""},
		"no operation at all":        {"parameter-missing", "userId, apiKey, environmentKey and description are missing", call("GenerateOTP", envelope("")), "", ""},
		"no number":                  {"int-parameter", "s:int", call("GetData", message("GetData", given("token", "t", "skip", "many"))), "", ""},
		"an unknown charset":         {"character-set", "does not know the charset 'utf8'", call("GenerateOTP", strings.ReplaceAll(good, "laptop", "é"), "Content-Type", "text/xml; charset=utf8"), "", ""},
		"blanks around charset":      {request: call("GenerateOTP", strings.ReplaceAll(good, "laptop", "é"), "Content-Type", "text/xml; charset = utf-8")},
		"an old name of UTF-8":       {"character-set", "U+FFFD", call("GenerateOTP", strings.ReplaceAll(good, "laptop", "\xE9"), "Content-Type", "text/xml; charset=unicode-1-1-utf-8"), "", ""},
		"US-ASCII":                   {"character-set", "says US-ASCII", call("GenerateOTP", strings.ReplaceAll(good, "laptop", "é"), "Content-Type", `text/xml; charset="us-ascii"`), "", ""},
		"a mark before broken UTF-8": {"character-set", "U+FFFD", call("GenerateOTP", "\xEF\xBB\xBF"+strings.ReplaceAll(good, "laptop", "\xE9"), "Content-Type", "text/xml"), "", ""},
		"a token that is unescaped":  {"unescaped-xml", "In the value of token stands XML", deleting("<token><version>1</version><data>x</data></token>"), "", ""},

		"keys in lower case":     {"key-form", "apiKey is written in lower case", refusedKeys(strings.ToLower(productionAPIKey), productionKey), "unknown-api-key", ""},
		"a key like a GUID":      {"key-form", "like a GUID", refusedKeys("01234567-89AB-CDEF-0123-456789ABCDEF", productionKey), "unknown-api-key", ""},
		"a key that was cut":     {"key-form", "apiKey has 31 digits", refusedKeys(productionAPIKey[1:], productionKey), "unknown-api-key", ""},
		"a key in quotes":        {"key-form", "environmentKey has quotes", refusedKeys(productionAPIKey, `"`+productionKey+`"`), "unknown-environment-key", ""},
		"a key with blanks":      {"key-form", "blanks inside", refusedKeys("A0 A0", productionKey), "unknown-api-key", ""},
		"a key of other letters": {"key-form", "other characters", refusedKeys("my-key"[3:], productionKey), "unknown-api-key", ""},
		"no key":                 {"key-form", "apiKey is empty", refusedKeys("", productionKey), "missing-key", ""},
		"no environment key":     {"key-form", "environmentKey is empty", refusedKeys(productionAPIKey, " "), "missing-key", ""},
		"blanks that count":      {"key-form", "blanks around it", refusedKeys(productionAPIKey+" ", productionKey), "unknown-api-key", ""},
		"blanks around nothing":  {"refusal", "No app connector", refusedKeys(" "+strings.Repeat("F", 32), productionKey), "unknown-api-key", ""},
		"a blank for a key":      {"key-form", "apiKey is empty", refusedKeys(" ", productionKey), "missing-key", ""},
		"a key that is huge":     {"key-form", "far too long", refusedKeys(strings.Repeat("F", 3200), productionKey), "unknown-api-key", ""},
		"swapped, with blanks":   {"keys-swapped", "are swapped", refusedKeys(productionKey+" ", " "+productionAPIKey), "unknown-api-key", ""},
		"keys swapped":           {"keys-swapped", "are swapped", refusedKeys(productionKey, productionAPIKey), "unknown-api-key", ""},
		"the same key twice":     {"keys-swapped", "apiKey is not an API key but the key of the environment O12345AA", refusedKeys(productionKey, productionKey), "unknown-api-key", ""},
		"the API key twice":      {"keys-swapped", "environmentKey is not the key of an environment but the API key of an app connector in O12345AA", refusedKeys(productionAPIKey, productionAPIKey), "unknown-environment-key", "O12345AA"},
		"keys of two":            {"keys-swapped", "belongs to the environment O12345AA, the environment key to T12345AA", refusedKeys(productionAPIKey, testKey), "keys-of-different-environments", "O12345AA"},
		"an unknown key":         {"refusal", "No app connector has this API key.", refusedKeys(strings.Repeat("F", 32), productionKey), "unknown-api-key", ""},

		"a no-break space":       {"key-form", "no-break space", refusedKeys(productionAPIKey+"\u00A0", productionKey), "unknown-api-key", ""},
		"two GUIDs":              {"key-form", "apiKey, like environmentKey, is written with hyphens", refusedKeys("01234567-89AB-CDEF-0123-456789ABCDEF", "01234567-89AB-CDEF-0123-456789ABCDEF"), "unknown-api-key", ""},
		"a key for an id":        {"user-id-form", "userId holds a key", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", productionAPIKey)), "unknown-user", "O12345AA"},
		"the host of REST":       {"host-environment", "REST services", call("GenerateOTP", good, "Host", "12345.rest.afas.online"), "", "O12345AA"},
		"an address for an id":   {"user-id-form", "e-mail address", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", "jansen@example.com")), "unknown-user", "O12345AA"},
		"no id":                  {"user-id-form", "userId is empty", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", " ")), "unknown-user", "O12345AA"},
		"an id without number":   {"user-id-form", "Send it as 12345.name", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", "jansen"), "Host", "12345.soap.afas.online"), "unknown-user", "O12345AA"},
		"an id of other casing":  {"user-id-form", "'12345.Bakker', by its casing", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", "12345.bakker")), "unknown-user", "O12345AA"},
		"blanks around an id":    {"user-id-form", "blanks around it", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", " 12345.Bakker")), "unknown-user", "O12345AA"},
		"casing and blanks":      {"user-id-form", "'12345.Bakker', by its casing and by blanks", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", "12345.bakker ")), "unknown-user", "O12345AA"},
		"a special blank":        {"user-id-form", "no-break space", call("GenerateOTP", strings.ReplaceAll(good, "12345.jansen", "12345.Bakker\u00A0")), "unknown-user", "O12345AA"},
		"a form of nobody":       {"local-form", "from elsewhere it is turned away", formFromHere(""), "", ""},
		"an unknown id":          {"refusal", "no user with this id", call("GenerateOTP", good), "unknown-user", "O12345AA"},
		"an empty code":          {"activation-code-form", "otp is empty", redeeming(""), "wrong-code", "O12345AA"},
		"a code of words":        {"activation-code-form", "other characters than digits", redeeming("1234 5678"), "wrong-code", "O12345AA"},
		"a code that lost zeros": {"activation-code-form", "otp has 6 digits, and the activation codes of O12345AA have 8.", redeeming("123456"), "wrong-code", "O12345AA"},
		"shorter codes":          {"refusal", "newest e-mail", redeeming("123456"), "wrong-code", "T12345AA"},
		"a token for a code":     {"activation-code-form", "otp holds a token", redeeming("&lt;token>"), "wrong-code", "O12345AA"},
		"another code":           {"refusal", "newest e-mail", redeeming("12345678"), "wrong-code", "O12345AA"},

		"the digits of a token":                   {"token-form", "reduced to the 64 digits", deleting(digits), "token-malformed", ""},
		"escaped twice":                           {"token-form", "escaped twice", deleting("&amp;lt;token&amp;gt;"), "token-malformed", ""},
		"a token's texts":                         {"token-form", "tags of the token were lost", deleting("1" + digits), "token-malformed", ""},
		"63 digits in its tags":                   {"token-form", "has 63 digits", deleting("&lt;token>&lt;version>1&lt;/version>&lt;data>" + digits[1:] + "&lt;/data>&lt;/token>"), "token-unknown", ""},
		"lower-case digits":                       {"token-form", "lower case", deleting("&lt;token>&lt;version>1&lt;/version>&lt;data>" + strings.ToLower(digits) + "&lt;/data>&lt;/token>"), "token-unknown", ""},
		"a break in the digits":                   {"token-form", "line break", deleting("&lt;token>&lt;version>1&lt;/version>&lt;data>" + digits[:32] + "\n" + digits[32:] + "&lt;/data>&lt;/token>"), "token-unknown", ""},
		"a masked token":                          {"token-form", "shortened for display", deleting("&lt;token>&lt;version>1&lt;/version>&lt;data>0123…&lt;/data>&lt;/token>"), "token-unknown", ""},
		"an unknown token":                        {"refusal", "nobody has it", deleting("&lt;token>&lt;version>1&lt;/version>&lt;data>" + digits + "&lt;/data>&lt;/token>"), "token-unknown", ""},
		"63 digits in the header":                 {"token-form", "has 63 digits", authorized("AfasToken " + base64.StdEncoding.EncodeToString([]byte("<token><version>1</version><data>"+digits[1:]+"</data></token>"))), "token-unknown", ""},
		"a header for DeleteToken":                {"authorization-header", "where DeleteToken does not look", deleting("", "Authorization", "AfasToken abc"), "token-malformed", ""},
		"base64":                                  {"token-form", "base64", deleting(base64.StdEncoding.EncodeToString([]byte("<token><version>1</version><data>" + digits))), "token-malformed", ""},
		"a token in quotes":                       {"token-form", "quotes", deleting("'&lt;token>…&lt;/token>'"), "token-malformed", ""},
		"a token that was cut":                    {"token-form", "cut off", deleting("&lt;token>&lt;version>1"), "token-malformed", ""},
		"another document":                        {"token-form", "is no token", deleting("&lt;token>&lt;/token>"), "token-malformed", ""},
		"a token that is huge":                    {"token-form", "far longer", deleting(strings.Repeat("A", 10_000)), "token-malformed", ""},
		"nothing after the scheme":                {"authorization-header", "Nothing follows AfasToken", authorized("AfasToken"), "token-malformed", ""},
		"a token for a scheme":                    {"authorization-header", "of another scheme and not AfasToken", authorized(digits + " x"), "token-malformed", ""},
		"nothing to delete":                       {"authorization-header", "as the parameter token", deleting(" "), "token-malformed", ""},
		"nothing at all":                          {"authorization-header", "neither as the parameter", authorized(""), "token-malformed", ""},
		"Bearer":                                  {"authorization-header", "'Bearer'", authorized("Bearer abc"), "token-malformed", ""},
		"no scheme":                               {"authorization-header", "no scheme", authorized("abc"), "token-malformed", ""},
		"the token as it is":                      {"authorization-header", "not its base64", authorized("AfasToken <token>"), "token-malformed", ""},
		"the digits in the header":                {"authorization-header", "64 digits", authorized("AfasToken " + digits), "token-malformed", ""},
		"URL-encoded":                             {"token-form", "URL-encoded", deleting("%3Ctoken%3E%3C/token%3E"), "token-malformed", ""},
		"JSON-escaped":                            {"token-form", "as in JSON", deleting(`\u003ctoken\u003e`), "token-malformed", ""},
		"upper-case tags":                         {"token-form", "another casing", deleting("&lt;TOKEN>&lt;/TOKEN>"), "token-malformed", ""},
		"the header's value":                      {"token-form", "value of an Authorization header", deleting("AfasToken PHRva2Vu"), "token-malformed", ""},
		"the result element":                      {"token-form", "element around the token", deleting("&lt;GetTokenFromOTPResult>&lt;/GetTokenFromOTPResult>"), "token-malformed", ""},
		"two tokens":                              {"token-form", "More than one token", deleting("&lt;token>&lt;/token>&lt;token>&lt;/token>"), "token-malformed", ""},
		"a code for a token":                      {"token-form", "is no token", deleting("12345679"), "token-malformed", ""},
		"UTF-16 in the header":                    {"authorization-header", "UTF-16", authorized("AfasToken " + base64.StdEncoding.EncodeToString([]byte("<\x00t\x00"))), "token-malformed", ""},
		"a token elsewhere":                       {"parameter-namespace", "parameter token came in namespace ''", call("GetProductVersion", message("GetProductVersion", `<token xmlns="">x</token>`)), "token-malformed", ""},
		"a token misspelt, Bearer":                {"parameter-name", "came as 'Token'", call("GetProductVersion", message("GetProductVersion", `<Token>x</Token>`), "Authorization", "Bearer x"), "token-malformed", ""},
		"a token in the header, and one misspelt": {request: call("GetProductVersion", message("GetProductVersion", `<Token>x</Token>`), "Authorization", "AfasToken x")},
		"deleted already":                         {"refusal", "nothing left to do", deleting("&lt;token>&lt;data>" + digits + "&lt;/data>&lt;/token>"), "token-unknown", ""},
		"other base64":                            {"authorization-header", "is not the base64", authorized("AfasToken YWJj"), "token-malformed", ""},
	}
}

func TestRules(t *testing.T) {
	spoke := make(map[string][]string) // which rules, by test
	for name, test := range ruleTests() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, asmx.Options{MaximumBody: 100_000})
			w.decision = asmx.Decision{Reason: test.refused, Realm: test.realm}
			response, exchange, hints := w.serve(t, test.request)
			requireUseful(t, exchange, hints)
			for _, hint := range hints {
				spoke[name] = append(spoke[name], hint.Rule)
			}
			if test.rule == "" {
				require.Empty(t, hints)
				return
			}
			require.NotEmpty(t, hints, "%d %s", response.Code, response.Body)
			require.Equal(t, test.rule, hints[0].Rule, hints)
			require.Contains(t, hints[0].String(), test.says)
			for _, secret := range []string{productionKey, productionAPIKey, testKey, digits, "12345678", "123456."} {
				require.NotContains(t, hints[0].String(), secret)
			}
		})
	}
	// All that spoke, so that a later hint which contradicts the first is seen.
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(spoke)) {
		text.WriteString(name + ": " + strings.Join(spoke[name], ", ") + "\n")
	}
	golden(t, "rules.txt", text.String())
}

// golden compares a text with a file in testdata, or writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	expected, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(expected), text))
}

// TestEveryRuleSpeaks keeps a rule from being there in name only.
func TestEveryRuleSpeaks(t *testing.T) {
	spoken := make(map[string]bool)
	for _, test := range ruleTests() {
		spoken[test.rule] = true
	}
	for _, captured := range []string{"form-call", "description-part", "envelope-version", "envelope-structure", "header-block", "parameter-namespace", "parameter-repeated"} {
		spoken[captured] = true // shown by testdata/captured.txt
	}
	names := make(map[string]bool)
	for _, rule := range slices.Concat(edgeRules[:], messageRules[:], profitRules[:], generalRules[:], placeRules[:]) {
		require.True(t, spoken[rule.Name], rule.Name)
		require.False(t, names[rule.Name], "two rules are called %s", rule.Name)
		require.Contains(t, []profit.Label{ASPNET, profit.Documented, profit.Observed, profit.Assumed}, rule.Label)
		names[rule.Name] = true
	}
}

// TestARefusalIsToldThoughAnotherParameterWasLost: what was lost must be the refusal's own to be its reason.
func TestARefusalIsToldThoughAnotherParameterWasLost(t *testing.T) {
	w := newWorld(t, asmx.Options{})
	w.decision = asmx.Decision{Reason: "unknown-user"}
	_, _, hints := w.serve(t, call("GenerateOTP", message("GenerateOTP", given("userId", "12345.nobody", "apiKey", productionAPIKey, "environmentKey", productionKey))))
	require.Equal(t, []string{"parameter-missing", "refusal"}, []string{hints[0].Rule, hints[1].Rule})
}

// TestALostKeyIsNotCalledEmpty: the key may be fine.
func TestALostKeyIsNotCalledEmpty(t *testing.T) {
	w := newWorld(t, asmx.Options{})
	w.decision = asmx.Decision{Reason: "missing-key"}
	lost := strings.ReplaceAll(message("GenerateOTP", sound("description", "laptop")), "apiKey>", "apikey>")
	_, _, hints := w.serve(t, call("GenerateOTP", lost))
	require.Equal(t, "parameter-name", hints[0].Rule)
	for _, hint := range hints {
		require.NotEqual(t, "key-form", hint.Rule)
	}
}

func TestWhatIsSwitchedOff(t *testing.T) {
	w := newWorld(t, asmx.Options{Protocols: asmx.ProtocolSOAP11})
	good := message("GenerateOTP", sound("description", "laptop"))
	_, _, hints := w.serve(t, call("GenerateOTP", good, "SOAPAction", ""))
	require.Equal(t, "There is no SOAPAction header, and only SOAP 1.1 is spoken here, which is routed by nothing else.", hints[0].Seen)
	local := onPath("POST", "/tokenconnector.asmx/DeleteToken")
	local.Host = "localhost"
	_, _, hints = w.serve(t, local)
	require.Contains(t, hints[0].Seen, "HttpPostLocalhost and HttpPost are switched off here")
}

// TestADescriptionThatIsSwitchedOff must not be recommended.
func TestADescriptionThatIsSwitchedOff(t *testing.T) {
	w := newWorld(t, asmx.Options{Protocols: asmx.ProtocolSOAP11})
	_, _, hints := w.serve(t, onPath("GET", "/tokenconnector.asmx"))
	require.Contains(t, hints[0].Seen, "switched off")
	require.NotContains(t, hints[0].Remedy, "?WSDL")
}

func TestEveryRefusalIsExplained(t *testing.T) {
	known := make(map[string]bool)
	for _, refusal := range profit.Refusals() {
		known[refusal.Name] = true
		require.Contains(t, refusals, refusal.Name)
	}
	require.Len(t, refusals, len(known), "a refusal is explained that does not exist")
}

func TestSilenceIsTold(t *testing.T) {
	w := newWorld(t, asmx.Options{})
	w.decision = asmx.Decision{Reason: "user-blocked", Silent: true}
	_, _, hints := w.serve(t, call("GenerateOTP", message("GenerateOTP", sound("description", "laptop"))))
	require.Len(t, hints, 1)
	require.Equal(t, "The user is blocked. The answer is that of success, since the setting refusals is silent; no e-mail was sent.", hints[0].Seen)
}
