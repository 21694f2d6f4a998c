package advice

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
)

// TestStrict shows what strict mode refuses, and that the rest is left alone.
func TestStrict(t *testing.T) {
	w := newWorld(t, asmx.Options{})
	strict := newWorld(t, asmx.Options{Object: w.adviser.Object})
	good := message("GenerateOTP", sound("description", "é"))
	for name, test := range map[string]struct {
		request *http.Request
		says    string
	}{
		"all is well":             {call("GenerateOTP", good), ""},
		"damaged, but not null":   {call("GenerateOTP", good, "Content-Type", "text/xml"), ""},
		"a token in the header":   {authorized("AfasToken abc"), ""},
		"parameters in namespace": {call("GenerateOTP", strings.ReplaceAll(good, "<userId>", `<userId xmlns="">`)), "Strict mode of the mock: parameter userId came in namespace '' where ASP.NET looks in 'urn:Afas.Profit.Services', so that ASP.NET would take it for null and run the operation."},
		"a token elsewhere":       {call("GetProductVersion", message("GetProductVersion", `<token xmlns="">x</token>`)), "Strict mode of the mock: parameter token came in namespace ''"},
		"another operation":       {call("DeleteToken", good), "Strict mode of the mock: The SOAP action is that of DeleteToken, and the Body holds GenerateOTP, so that ASP.NET would take every parameter for null"},
		"a value from an element": {call("GenerateOTP", strings.Replace(good, "12345.jansen", "<b>12345.jansen</b>", 1)), "Strict mode of the mock: The value of userId is an element"},
	} {
		t.Run(name, func(t *testing.T) {
			response, exchange, hints := strict.serve(t, test.request)
			if test.says == "" {
				require.Equal(t, http.StatusOK, response.Code)
				return
			}
			require.Equal(t, http.StatusInternalServerError, response.Code)
			require.Contains(t, exchange.Refused, test.says)
			require.Equal(t, asmx.CauseObjection, exchange.Cause)
			require.NotEmpty(t, hints)
		})
	}
}
