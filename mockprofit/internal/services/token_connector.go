package services

import (
	"context"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
)

// TokenConnector hands out, redeems and withdraws. Its file name, operations
// and parameters are documented; the names of service and port type are
// assumed, since its WSDL is not public.
func TokenConnector(directory *profit.Directory) asmx.Service {
	return asmx.Service{
		Name: "TokenConnector", File: "tokenconnector.asmx", Namespace: Namespace,
		Operations: []asmx.Operation{
			{
				Name:       "GenerateOTP",
				Parameters: texts("userId", "apiKey", "environmentKey", "description"),
				Invoke: func(_ context.Context, call *asmx.Call) (*string, error) {
					return nil, conclude(call, directory.GenerateOTP(profit.CodeRequest{
						UserID: call.String("userId"), APIKey: call.String("apiKey"), EnvironmentKey: call.String("environmentKey"), Description: call.String("description"),
					}))
				},
			},
			{
				Name:       "GetTokenFromOTP",
				Parameters: texts("userId", "apiKey", "environmentKey", "otp"),
				Returns:    true,
				Invoke: func(_ context.Context, call *asmx.Call) (*string, error) {
					token, outcome := directory.GetTokenFromOTP(profit.Redemption{
						UserID: call.String("userId"), APIKey: call.String("apiKey"), EnvironmentKey: call.String("environmentKey"), Code: call.String("otp"),
					})
					return &token, conclude(call, outcome)
				},
			},
			{
				Name:       "DeleteToken",
				Parameters: texts("token"),
				Invoke: func(_ context.Context, call *asmx.Call) (*string, error) {
					return nil, conclude(call, directory.DeleteToken(call.String("token")))
				},
			},
		},
	}
}
