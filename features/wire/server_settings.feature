Feature: Settings of the edge
  What acts before an environment is known is a setting of the server.

  @mock @own-server
  Scenario Outline: Strict mode refuses what ASP.NET would let through with nulls: <what>
    Given a mock of its own with "--strict"
    And a Profit environment
    When a program calls GenerateOTP with "<body>"
    Then the answer is HTTP 500
    And the answer contains "<faultcode>soap:Client</faultcode>"
    And the answer contains "Strict mode of the mock: <says>"
    And Profit is not asked
    And no e-mail was sent

    Examples:
      | what                   | body                                                                                                                                                                          | says                                                |
      | a parameter elsewhere  | <x:GenerateOTP xmlns:x='urn:Afas.Profit.Services'><userId>{user}</userId><x:apiKey>{API key}</x:apiKey><x:environmentKey>{environment key}</x:environmentKey><x:description>d</x:description></x:GenerateOTP> | parameter userId came in namespace ''               |
      | a parameter misspelt   | <GenerateOTP xmlns='urn:Afas.Profit.Services'><userID>{user}</userID><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>d</description></GenerateOTP> | parameter userId came as 'userID'                   |
      | a parameter left out   | <GenerateOTP xmlns='urn:Afas.Profit.Services'><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey></GenerateOTP>                | parameter description is missing                    |
      | another operation      | <DeleteToken xmlns='urn:Afas.Profit.Services'><token>x</token></DeleteToken>                                                                                                    | The SOAP action is that of GenerateOTP, and the Body holds DeleteToken |

  @mock @own-server
  Scenario: Strict mode lets good requests through, and says at the start that it is on
    Given a mock of its own with "--strict"
    And a Profit environment
    Then it says "strict: refuses what ASP.NET would let through with nulls"
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    When the program redeems the activation code of the e-mail
    Then the program receives a token
    When the program asks for the version with the token for "laptop" in the Authorization header
    Then the program receives the version

  # not captured: SoapServerProtocol.CheckHelperVersion
  @aspnet @own-server
  Scenario Outline: A server that speaks only <only> refuses <other>
    Given a mock of its own with "--protocols <protocol>,Documentation"
    And a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>                                 |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | <body>                                 |
    Then the answer is HTTP 500
    And the answer contains "VersionMismatch"
    And the hint "envelope-version" says "The envelope is of <other>, which is switched off here."

    Examples:
      | only     | protocol   | other    | type                                | body                          |
      | SOAP 1.1 | HttpSoap   | SOAP 1.2 | text/xml; charset=utf-8             | {a good request in SOAP 1.2}  |
      | SOAP 1.2 | HttpSoap12 | SOAP 1.1 | application/soap+xml; charset=utf-8 | {a good request}              |

  # fixtures/asmx/034-httpget-empty
  @aspnet @own-server
  Scenario: The doors for forms can be opened to everybody
    Given a mock of its own with "--protocols HttpSoap,HttpGet,HttpPost"
    When a program gets "tokenconnector.asmx/DeleteToken?TOKEN=x"
    Then the answer is HTTP 500
    And the media type of the answer is "text/plain; charset=utf-8"
    And Profit sees
      | token | x |

  @mock @own-server
  Scenario: A protocol that does not exist keeps the mock from starting
    When somebody runs "mockprofit serve --empty --protocols soap"
    Then the status is 2
    And it says "--protocols: protocol "soap": expected one of HttpSoap, HttpSoap12, HttpPostLocalhost, HttpGet, HttpPost, Documentation"

  # not captured: ServerProtocol.GenerateFaultString
  @aspnet @own-server
  Scenario: With detailed errors a fault of the edge tells type and stack
    Given a mock of its own with "--detailed-errors"
    When a program posts to "tokenconnector.asmx" with the SOAPAction "x":
      """
      <a/>
      """
    Then the answer is HTTP 500
    And the answer contains "System.Web.Services.Protocols.SoapException: Server did not recognize the value of HTTP Header SOAPAction: x."
