Feature: Requests that never reach Profit
  ASP.NET stands in front of the service and turns away what it can't read. The
  journal keeps such requests too, with the reason.

  # fixtures/asmx/068-action-nameonly, for an action that is no operation's
  @aspnet
  Scenario: An unknown operation is refused by its SOAPAction
    When a program posts to "tokenconnector.asmx" with the SOAPAction "urn:Afas.Profit.Services/GenerateToken":
      """
      <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GenerateToken xmlns="urn:Afas.Profit.Services"/></soap:Body></soap:Envelope>
      """
    Then the answer is HTTP 500
    And the fault says "Server did not recognize the value of HTTP Header SOAPAction: urn:Afas.Profit.Services/GenerateToken."
    And the journal tells that it was turned away because "Server did not recognize the value of HTTP Header SOAPAction: urn:Afas.Profit.Services/GenerateToken."
    And the mock goes on

  # fixtures/asmx/068-action-nameonly
  @aspnet
  Scenario: A wrong SOAPAction is refused though the body is right
    When a program posts to "tokenconnector.asmx" with the SOAPAction "GenerateOTP":
      """
      <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"/></soap:Body></soap:Envelope>
      """
    Then the answer is HTTP 500
    And the fault says "Server did not recognize the value of HTTP Header SOAPAction: GenerateOTP."
    And the mock goes on

  # fixtures/asmx/144-xml-empty, 147-xml-truncated, 149-xml-mismatch, 157-dtd
  @aspnet
  Scenario Outline: Malformed XML earns a bare 400 (<what>)
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                |
      | SOAPAction   | urn:Afas.Profit.Services/GenerateOTP   |
      | body         | <body>                                 |
    Then the answer is HTTP 400
    And the answer has no body
    And the mock goes on

    Examples:
      | what             | body                                                                                                           |
      | nothing at all   |                                                                                                                |
      | not XML          | {"userId": "12345.jansen"}                                                                                     |
      | cut off          | <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GenerateOTP xmlns="urn:      |
      | wrongly nested   | <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body></soap:Envelope></soap:Body>  |
      | a DTD            | <!DOCTYPE a [<!ENTITY b "c">]><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"></soap:Envelope> |

  # fixtures/asmx/110-ct-textplain
  @aspnet
  Scenario: A content type that is not XML earns a bare 415
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | application/json                     |
      | SOAPAction   | urn:Afas.Profit.Services/GenerateOTP |
      | body         | {}                                   |
    Then the answer is HTTP 415
    And the answer has no body

  @documented @own-server
  Scenario: A request over the limit is refused
    Given a mock of its own with "--maximum-body 100000"
    When a program posts 100001 bytes
    Then the answer is HTTP 413
    And the journal tells that it was turned away because "100000"
    And the mock goes on

  @assumed @own-server
  Scenario: A request that never ends is cut off
    Given a mock of its own with "--read-timeout 100ms"
    When a program begins a request and never ends it
    Then the answer is HTTP 400
    And the connection is closed
    And the mock goes on
