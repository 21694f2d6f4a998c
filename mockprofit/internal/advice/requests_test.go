package advice

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

func refusedKeys(api, environment string) *http.Request {
	return call("GenerateOTP", message("GenerateOTP", given("userId", "12345.jansen", "apiKey", api, "environmentKey", environment, "description", "laptop")))
}

func redeeming(code string) *http.Request {
	return call("GetTokenFromOTP", message("GetTokenFromOTP", sound("otp", code)))
}

func deleting(token string, header ...string) *http.Request {
	return call("DeleteToken", message("DeleteToken", given("token", token)), header...)
}

func authorized(value string) *http.Request {
	return call("GetProductVersion", message("GetProductVersion", ""), "Authorization", value)
}

func formFromHere(fetchMode string) *http.Request {
	request := httptest.NewRequest(http.MethodPost, "/profitservices/tokenconnector.asmx/DeleteToken", strings.NewReader("token=x"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.RemoteAddr = "127.0.0.1:4711"
	if fetchMode != "" {
		request.Header.Set("Sec-Fetch-Mode", fetchMode)
	}
	return request
}

func onPath(method, path string) *http.Request {
	request := call("DeleteToken", "", "SOAPAction", "")
	request.Method, request.RequestURI = method, path
	request.URL.Path, _ = url.PathUnescape(path)
	return request
}

func twoActions(body string) *http.Request {
	request := call("GenerateOTP", body)
	request.Header.Add("SOAPAction", "x")
	return request
}
