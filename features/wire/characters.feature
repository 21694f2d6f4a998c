Feature: Characters on their way to Profit
  ASP.NET reads text/xml without a charset as US-ASCII, in which every other
  character is a question mark. Nobody is told.

  Background:
    Given a Profit environment

  # fixtures/asmx/122-ct-nocharset
  # fixtures/asmx/134-ct-badcharset
  @aspnet
  Scenario Outline: Without a charset that .NET knows, names turn into question marks (<type>)
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>                                                                                                                                              |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP"                                                                                                              |
      | body         | <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>kassa é</description></GenerateOTP></s:Body></s:Envelope> |
    Then the answer is HTTP 200
    And Profit sees the description "kassa ??"
    And the hint "character-set" says "<hint>"

    Examples:
      | type                   | hint                                     |
      | text/xml               | The Content-Type names no charset        |
      | text/xml; charset=utf8 | ASP.NET does not know the charset 'utf8' |

  @aspnet
  Scenario Outline: A body in <encoding> arrives whole when the Content-Type says <type>
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>                                 |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | encoding     | <encoding>                             |
      | body         | <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description><text></description></GenerateOTP></s:Body></s:Envelope> |
    Then the answer is HTTP 200
    And Profit sees the description "<text>"
    And there is no hint

    # fixtures/asmx/123-ct-nocharset-bom
    # fixtures/asmx/130-ct-latin1
    # fixtures/asmx/136-bom
    Examples:
      | encoding                    | type                           | text        |
      | UTF-8                       | text/xml; charset=utf-8        | Zoë €       |
      | UTF-8                       | text/xml; charset="UTF-8"      | Zoë €       |
      | UTF-8 with a byte-order mark | text/xml                      | Zoë €       |
      | ISO-8859-1                  | text/xml; charset=iso-8859-1   | Zoë         |
      | Windows-1252                | text/xml; charset=windows-1252 | Zoë €       |
      | UTF-16, little-endian       | text/xml; charset=utf-16       | Zoë €       |
      | UTF-16, big-endian          | text/xml; charset=utf-16be     | Zoë €       |

  # fixtures/asmx/124-ct-12-nocharset
  @aspnet
  Scenario: SOAP 1.2 without a charset speaks for itself
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | application/soap+xml |
      | body         | <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>Zoë €</description></GenerateOTP></s:Body></s:Envelope> |
    Then the answer is HTTP 200
    And Profit sees the description "Zoë €"

  # fixtures/asmx/135-bad-utf8
  @aspnet
  Scenario: Bytes that are not UTF-8 become replacement characters, and the call runs
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | encoding     | ISO-8859-1                             |
      | body         | <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>Zoë</description></GenerateOTP></s:Body></s:Envelope> |
    Then the answer is HTTP 200
    And Profit sees the description "Zo�"
    And the hint "character-set" says "The body is not the UTF-8 that it is announced to be"

  # fixtures/asmx/129-ct-utf16-mislabelled
  @aspnet
  Scenario: UTF-8 that is announced as UTF-16 earns a bare 400
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-16               |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | {a good request}                       |
    Then the answer is HTTP 400
    And the answer has no body
    And the hint "not-well-formed" says "The Content-Type says UTF-16"
