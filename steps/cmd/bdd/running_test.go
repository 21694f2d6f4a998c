package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

func TestAMockThatRunsAlreadyIsAskedFirst(t *testing.T) {
	mock, err := mockprofit.NewServer(mockprofit.Options{ControlToken: "secret"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, mock.Close(context.Background())) })
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("<!DOCTYPE html>\n<html>" + strings.Repeat("lump ", 1000)))
	}))
	t.Cleanup(other.Close)

	for name, c := range map[string]struct {
		mock, control, token string
		want                 []string
	}{
		"right":            {mock.URL, mock.ControlURL, "secret", nil},
		"with its path":    {mock.URL + "/ProfitServices/", mock.ControlURL, "secret", nil},
		"no token":         {mock.URL, mock.ControlURL, "", []string{"CONTROL_TOKEN is wrong or missing"}},
		"a wrong token":    {mock.URL, mock.ControlURL, "guessed", []string{"CONTROL_TOKEN is wrong or missing"}},
		"swapped":          {mock.ControlURL, mock.URL, "secret", []string{"is no control port of a mock: it answered 404 Not Found", "MOCK does not serve " + mock.ControlURL + "/profitservices/tokenconnector.asmx?WSDL", "are MOCK and CONTROL swapped?"}},
		"a wrong MOCK":     {other.URL, mock.ControlURL, "secret", []string{"MOCK does not serve " + other.URL, "something else than its WSDL"}},
		"a wrong CONTROL":  {mock.URL, other.URL, "secret", []string{"CONTROL=" + other.URL + " is no control port of a mock: expected JSON"}},
		"nobody is there":  {"http://127.0.0.1:1", "http://127.0.0.1:1", "", []string{"CONTROL=http://127.0.0.1:1: the mock does not answer", "MOCK=http://127.0.0.1:1/profitservices/: the mock does not answer"}},
		"the one is right": {"http://127.0.0.1:1", mock.ControlURL, "secret", []string{"MOCK=http://127.0.0.1:1/profitservices/: the mock does not answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			stage := &stage{client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
			stage.service, stage.control = serviceAddress(c.mock), control.NewClient(c.control, c.token)
			defer stage.control.Close()
			err := stage.askMock(t.Context(), &options{Mock: c.mock, Control: c.control, ControlToken: c.token})
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
			require.NotContains(t, err.Error(), "html")
			require.LessOrEqual(t, strings.Count(err.Error(), "\n"), 1, "a line for each port")
		})
	}
}

func TestBriefKeepsTheFirstLineAndNotAllOfIt(t *testing.T) {
	require.Equal(t, "one", brief("\n one \r\ntwo"))
	require.Equal(t, strings.Repeat("é", 200)+"…", brief(strings.Repeat("é", 201)))
}
