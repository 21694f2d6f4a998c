package connector

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const (
	profitNamespace   = "urn:Afas.Profit.Services"
	envelopeNamespace = "http://www.w3.org/2003/05/soap-envelope"
	largestAnswer     = 4 << 20 // bytes
)

// SOAP12 is a program written by hand for SOAP 1.2, which sends a token in
// CDATA, as some do.
type SOAP12 struct {
	base   string
	client *http.Client
}

// NewSOAP12 returns the program for the services under base, which ends with a
// slash.
func NewSOAP12(base string, client *http.Client) *SOAP12 { return &SOAP12{base: base, client: client} }

var _ Program = (*SOAP12)(nil)

// GenerateOTP implements [Program].
func (s *SOAP12) GenerateOTP(ctx context.Context, request CodeRequest) error {
	_, err := s.call(ctx, "tokenconnector.asmx", "GenerateOTP",
		text("userId", request.UserID), text("apiKey", request.APIKey), text("environmentKey", request.EnvironmentKey), text("description", request.Description))
	return err
}

// GetTokenFromOTP implements [Program].
func (s *SOAP12) GetTokenFromOTP(ctx context.Context, redemption Redemption) (string, error) {
	return s.call(ctx, "tokenconnector.asmx", "GetTokenFromOTP",
		text("userId", redemption.UserID), text("apiKey", redemption.APIKey), text("environmentKey", redemption.EnvironmentKey), text("otp", redemption.Code))
}

// DeleteToken implements [Program].
func (s *SOAP12) DeleteToken(ctx context.Context, token string) error {
	_, err := s.call(ctx, "tokenconnector.asmx", "DeleteToken", cdata("token", token))
	return err
}

// GetProductVersion implements [Program].
func (s *SOAP12) GetProductVersion(ctx context.Context, token string) (string, error) {
	return s.call(ctx, "appconnectorversioninfo.asmx", "GetProductVersion", cdata("token", token))
}

// text is a parameter with its value escaped, nothing when it is empty.
func text(name, value string) string {
	if value == "" {
		return ""
	}
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(value)) // a bytes.Buffer takes everything
	return "<" + name + ">" + escaped.String() + "</" + name + ">"
}

func cdata(name, value string) string {
	if value == "" {
		return ""
	}
	return "<" + name + "><![CDATA[" + strings.ReplaceAll(value, "]]>", "]]]]><![CDATA[>") + "]]></" + name + ">"
}

// call sends an operation and returns its result, "" when it has none.
func (s *SOAP12) call(ctx context.Context, file, operation string, parameters ...string) (string, error) {
	envelope := `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="` + envelopeNamespace + `"><s:Body><` + operation +
		` xmlns="` + profitNamespace + `">` + strings.Join(parameters, "") + `</` + operation + `></s:Body></s:Envelope>`
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+file, strings.NewReader(envelope))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", `application/soap+xml; charset=utf-8; action="`+profitNamespace+`/`+operation+`"`)
	response, err := s.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer))
	if err != nil {
		return "", err
	}
	if fault, found := readFault(response.StatusCode, answer); found {
		return "", fault
	}
	return result(response.StatusCode, operation, answer)
}

// result reads the text of {Operation}Result in the answer's body.
func result(status int, operation string, answer []byte) (string, error) {
	var envelope struct {
		Body struct {
			Response struct {
				XMLName xml.Name
				Result  *struct {
					XMLName xml.Name
					Text    string `xml:",chardata"`
				} `xml:",any"`
			} `xml:",any"`
		} `xml:"http://www.w3.org/2003/05/soap-envelope Body"`
	}
	if err := xml.Unmarshal(answer, &envelope); err != nil {
		return "", fmt.Errorf("expected an envelope, got HTTP %d with %.300q: %w", status, answer, err)
	}
	response := envelope.Body.Response
	if status != http.StatusOK || response.XMLName != (xml.Name{Space: profitNamespace, Local: operation + "Response"}) {
		return "", fmt.Errorf("expected HTTP 200 with %sResponse, got HTTP %d with %.300q", operation, status, answer)
	}
	if response.Result == nil {
		return "", nil
	}
	return response.Result.Text, nil
}
