package asmx

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func nothing(context.Context, *Call) (*string, error) { return nil, nil }

// connectors are services of the same house, for the sake of their descriptions: numbers among the parameters, more than one operation,
// an operation without parameters.
func connectors() []Service {
	text := func(names ...string) []Parameter {
		var parameters []Parameter
		for _, name := range names {
			parameters = append(parameters, Parameter{Name: name})
		}
		return parameters
	}
	get := append(text("token", "connectorId", "filtersXml"), Parameter{Name: "skip", Type: Int}, Parameter{Name: "take", Type: Int})
	return []Service{
		{Name: "ConnectorAppGet", File: "appconnectorget.asmx", Namespace: stubNamespace, Operations: []Operation{
			{Name: "GetData", Parameters: get, Returns: true, Invoke: nothing},
			{Name: "GetDataWithOptions", Parameters: append(get[:5:5], Parameter{Name: "options"}), Returns: true, Invoke: nothing},
		}},
		{Name: "ConnectorAppUpdate", File: "appconnectorupdate.asmx", Namespace: stubNamespace, Operations: []Operation{
			{Name: "Execute", Parameters: []Parameter{{Name: "token"}, {Name: "connectorType"}, {Name: "connectorVersion", Type: Int}, {Name: "dataXml"}}, Returns: true, Invoke: nothing},
		}},
		{Name: "Bell", File: "bell.asmx", Namespace: "http://example.org/bell/", Operations: []Operation{{Name: "Ring", Invoke: nothing}}},
	}
}

func TestDescriptions(t *testing.T) {
	for name, protocols := range map[string]Protocols{"default": DefaultProtocols, "all": AllProtocols, "soap11": ProtocolSOAP11 | ProtocolDocumentation} {
		f := newFixture(t, Options{Services: connectors(), Protocols: protocols})
		for _, file := range []string{"tokenconnector", "appconnectorget", "appconnectorupdate", "bell"} {
			for _, query := range []string{"wsdl", "disco"} {
				t.Run(name+"/"+file+"?"+query, func(t *testing.T) {
					reply := f.do(t, newRequest("GET", "/profitservices/"+file+".asmx?"+query, ""))
					require.Equal(t, textXML, reply.Header.Get("Content-Type"))
					require.Equal(t, cacheSuccess, reply.Header.Get("Cache-Control"))
					golden(t, name+"-"+file+"."+query, []byte(reply.body))
				})
			}
		}
	}
}

func TestHelpPages(t *testing.T) {
	for name, protocols := range map[string]Protocols{"default": DefaultProtocols, "all": AllProtocols} {
		f := newFixture(t, Options{Services: connectors(), Protocols: protocols})
		for page, target := range map[string]string{
			"service":   stubPath,
			"void":      stubPath + "?op=DeleteToken",
			"string":    stubPath + "?op=GetTokenFromOTP",
			"numbers":   "/profitservices/appConnectorGet.asmx?op=GetData",
			"parameter": "/bell.asmx?op=Ring",
			"unknown":   stubPath + "?op=Nope",
		} {
			for _, host := range []string{"localhost:8080", "12345.soap.afas.online"} {
				request := newRequest("GET", target, "")
				request.Host = host
				reply := f.do(t, request)
				where := map[bool]string{true: "local", false: "remote"}[host == "localhost:8080"]
				golden(t, "page-"+name+"-"+page+"-"+where+".html", []byte(reply.body))
			}
		}
	}
}
