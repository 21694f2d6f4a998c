package services

import (
	"context"
	"encoding/base64"
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
)

// AppConnectorVersionInfo tells the version of Profit to whoever has a token:
// the smallest service that a token opens. Its operation is observed in use.
func AppConnectorVersionInfo(directory *profit.Directory) asmx.Service {
	return asmx.Service{
		Name: "ConnectorAppVersionInfo", File: "appconnectorversioninfo.asmx", Namespace: Namespace,
		Operations: []asmx.Operation{{
			Name:       "GetProductVersion",
			Parameters: []asmx.Parameter{{Name: "token", Optional: true}}, // the header may bring it
			Returns:    true,
			Invoke: func(_ context.Context, call *asmx.Call) (*string, error) {
				outcome := directory.Use(presented(call.String("token"), call.Exchange.Request.Header.Get("Authorization")))
				version := outcome.Settings.ProductVersion
				return &version, conclude(call, outcome)
			},
		}},
	}
}

// presented returns the token of a call: the parameter, or else what the
// Authorization header carries (documented: AfasToken and the base64 of the
// whole token). When both are there the parameter wins (assumed). A header
// that is not base64, the plain token included, presents what can't be parsed.
func presented(parameter *string, authorization string) *string {
	if parameter != nil && strings.TrimSpace(*parameter) != "" {
		return parameter
	}
	scheme, credentials, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	if !strings.EqualFold(scheme, "AfasToken") {
		return parameter
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(credentials))
	if err != nil {
		decoded = nil
	}
	token := string(decoded)
	return &token
}
