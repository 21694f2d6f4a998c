package connector

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hooklift/gowsdl/soap"

	"profitbdd/steps/connector/appconnectorversioninfo"
	"profitbdd/steps/connector/tokenconnector"
)

//go:generate go run ./generate

// Generated is the program that gowsdl made of the served WSDLs: SOAP 1.1.
type Generated struct {
	tokens   tokenconnector.TokenConnectorSoap
	versions appconnectorversioninfo.ConnectorAppVersionInfoSoap
}

// NewGenerated returns the program for the services under base, which ends
// with a slash, with headers added to each request. It uses client.
func NewGenerated(base string, client *http.Client, headers map[string]string) *Generated {
	soapClient := func(file string) *soap.Client {
		return soap.NewClient(base+file, soap.WithHTTPClient(client), soap.WithHTTPHeaders(headers))
	}
	return &Generated{
		tokens:   tokenconnector.NewTokenConnectorSoap(soapClient("tokenconnector.asmx")),
		versions: appconnectorversioninfo.NewConnectorAppVersionInfoSoap(soapClient("appconnectorversioninfo.asmx")),
	}
}

var _ Program = (*Generated)(nil)

// GenerateOTP implements [Program].
func (g *Generated) GenerateOTP(ctx context.Context, request CodeRequest) error {
	_, err := g.tokens.GenerateOTPContext(ctx, &tokenconnector.GenerateOTP{
		UserId: request.UserID, ApiKey: request.APIKey, EnvironmentKey: request.EnvironmentKey, Description: request.Description,
	})
	return told(err)
}

// GetTokenFromOTP implements [Program].
func (g *Generated) GetTokenFromOTP(ctx context.Context, redemption Redemption) (string, error) {
	response, err := g.tokens.GetTokenFromOTPContext(ctx, &tokenconnector.GetTokenFromOTP{
		UserId: redemption.UserID, ApiKey: redemption.APIKey, EnvironmentKey: redemption.EnvironmentKey, Otp: redemption.Code,
	})
	if err != nil {
		return "", told(err)
	}
	return response.GetTokenFromOTPResult, nil
}

// DeleteToken implements [Program].
func (g *Generated) DeleteToken(ctx context.Context, token string) error {
	_, err := g.tokens.DeleteTokenContext(ctx, &tokenconnector.DeleteToken{Token: token})
	return told(err)
}

// GetProductVersion implements [Program].
func (g *Generated) GetProductVersion(ctx context.Context, token string) (string, error) {
	response, err := g.versions.GetProductVersionContext(ctx, &appconnectorversioninfo.GetProductVersion{Token: token})
	if err != nil {
		return "", told(err)
	}
	return response.GetProductVersionResult, nil
}

// told turns the generated client's error into a fault where there is one: it
// hands over any answer with a status from 400 on undecoded.
func told(err error) error {
	var failed *soap.HTTPError
	if !errors.As(err, &failed) {
		return err
	}
	if fault, found := readFault(failed.StatusCode, failed.ResponseBody); found {
		return fault
	}
	return fmt.Errorf("expected an answer or a fault, got HTTP %d with %.300q", failed.StatusCode, failed.ResponseBody)
}
