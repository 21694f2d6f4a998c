Feature: How ASP.NET finds the operation
  A SOAP 1.1 request is routed by its SOAPAction header and by nothing else; a
  SOAP 1.2 request by the action in its Content-Type, or else by the first
  element of its Body. Whether the header is there decides which of the two a
  request is taken for.

  # fixtures/asmx/058-soap11-gen
  @aspnet
  Scenario Outline: A SOAPAction is accepted <how>
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8 |
      | SOAPAction   | <action>                |
      | body         | {a good request}        |
    Then the answer is HTTP 200
    And the answer contains "<GenerateOTPResponse xmlns="urn:Afas.Profit.Services" />"
    And the user receives an e-mail
    And there is no hint

    Examples:
      | how              | action                                    |
      | in double quotes | "urn:Afas.Profit.Services/GenerateOTP"    |
      | without quotes   | urn:Afas.Profit.Services/GenerateOTP      |
      | URL-encoded      | "urn%3AAfas.Profit.Services/GenerateOTP"  |

  @aspnet
  Scenario Outline: A SOAPAction is refused <how>, whatever the Body says
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8 |
      | SOAPAction   | <action>                |
      | body         | {a good request}        |
    Then the answer is HTTP 500
    And the fault says "Server did not recognize the value of HTTP Header SOAPAction: <shown>."
    And the answer contains "<faultcode>soap:Client</faultcode>"
    And the hint "soap-action" says "<hint>"
    And the hint "soap-action" says "Send the header SOAPAction: "urn:Afas.Profit.Services/GenerateOTP"."
    And no e-mail was sent

    # fixtures/asmx/068-action-nameonly
    # fixtures/asmx/070-action-case
    # fixtures/asmx/073-action-halfquote
    Examples:
      | how                           | action                                   | shown                                   | hint                                         |
      | that is the name alone        | GenerateOTP                              | GenerateOTP                             | is the bare name of the operation            |
      | in another casing             | urn:afas.profit.services/generateotp     | urn:afas.profit.services/generateotp    | in another casing than the service's         |
      | in single quotes              | 'urn:Afas.Profit.Services/GenerateOTP'   | 'urn:Afas.Profit.Services/GenerateOTP'  | stands in single quotes                      |
      | with a quote on one side only | "urn:Afas.Profit.Services/GenerateOTP    | "urn:Afas.Profit.Services/GenerateOTP   | has a quote on one side only                 |
      | with a # before the operation | urn:Afas.Profit.Services#GenerateOTP     | urn:Afas.Profit.Services#GenerateOTP    | has a '#' before the operation               |
      | with another namespace        | http://tempuri.org/GenerateOTP           | http://tempuri.org/GenerateOTP          | is not that of GenerateOTP                   |

  # fixtures/asmx/063-action-emptyquoted
  @aspnet
  Scenario: An empty SOAPAction is one, and leads nowhere
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8 |
      | SOAPAction   | ""                      |
      | body         | {a good request}        |
    Then the answer is HTTP 500
    And the fault says "Server did not recognize the value of HTTP Header SOAPAction: ."
    And the hint "soap-action" says "The SOAPAction header is empty"

  # not captured: SoapServerProtocol.GuessVersion, Soap12ServerProtocolHelper.RouteRequest
  @aspnet
  Scenario: SOAP 1.1 without a SOAPAction is routed by its Body, and answered in SOAP 1.1
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8 |
      | body         | {a good request}        |
    Then the answer is HTTP 200
    And the answer is in SOAP 1.1
    And the user receives an e-mail

  @observed
  Scenario Outline: SOAP 1.2 works with <what>
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>                        |
      | SOAPAction   | <action>                      |
      | body         | {a good request in SOAP 1.2}  |
    Then the answer is HTTP 200
    And the answer is in SOAP 1.2
    And the media type of the answer is "application/soap+xml; charset=utf-8"
    And the user receives an e-mail

    Examples:
      | what                       | type                                                                                      | action                                 |
      | an action in its type      | application/soap+xml; charset=utf-8; action="urn:Afas.Profit.Services/GenerateOTP"        |                                        |
      | only a SOAPAction header   | application/soap+xml; charset=utf-8                                                       | "urn:Afas.Profit.Services/GenerateOTP" |
      | neither, by its Body alone | application/soap+xml; charset=utf-8                                                       |                                        |

  # fixtures/asmx/093-soap12-action-unquoted
  # fixtures/asmx/094-soap12-badaction
  @aspnet
  Scenario Outline: SOAP 1.2 with an action <how> finds its way
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | application/soap+xml; charset=utf-8; action=<action> |
      | body         | {a good request in SOAP 1.2}                         |
    Then the answer is HTTP 200
    And the user receives an e-mail

    Examples:
      | how                         | action                                |
      | without quotes              | urn:Afas.Profit.Services/GenerateOTP  |
      | that is wrong, by its Body  | "urn:x"                               |

  # fixtures/asmx/095-soap12-badboth
  @aspnet
  Scenario: SOAP 1.2 that names no operation at all is refused
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | application/soap+xml; charset=utf-8; action="urn:x"                                                                       |
      | body         | <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><Login xmlns="urn:Afas.Profit.Services"/></s:Body></s:Envelope> |
    Then the answer is HTTP 500
    And the answer is in SOAP 1.2
    And the fault says "Unable to handle request. The action 'urn:x' was not recognized."
    And the answer contains "soap:Sender"
    And the hint "soap-action" says "the first element of the Body, 'Login' in the namespace 'urn:Afas.Profit.Services', is no operation either"

  # fixtures/asmx/076-action-mismatch
  @aspnet
  Scenario: When action and Body disagree the action wins, and every parameter is null
    Given a Profit environment
    When a program calls GenerateOTP with "<DeleteToken xmlns="urn:Afas.Profit.Services"><token>x</token></DeleteToken>"
    Then the answer is HTTP 500
    And Profit sees userId, apiKey, environmentKey and description as null
    And the hint "operation-element" says "The SOAP action is that of GenerateOTP, and the Body holds DeleteToken"
