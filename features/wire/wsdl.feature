Feature: The WSDL
  Tools generate a client from it. The program that most scenarios drive is one.

  @observed
  Scenario Outline: The WSDL is there whatever the case of <path>
    When a program gets "<path>"
    Then the answer is HTTP 200
    And the WSDL describes the operation "GenerateOTP" with the parameters "userId, apiKey, environmentKey, description"
    And the WSDL describes the operation "GetTokenFromOTP" with the parameters "userId, apiKey, environmentKey, otp"
    And the WSDL describes the operation "DeleteToken" with the parameters "token"

    Examples:
      | path                                      |
      | tokenconnector.asmx?WSDL                  |
      | tokenconnector.asmx?wsdl                  |
      | TokenConnector.asmx?Wsdl                  |
      | /ProfitServices/TokenConnector.asmx?WSDL  |
      | /Profitservices/tokenconnector.asmx?WSDL  |

  @observed
  Scenario: The service that a token opens has a WSDL of its own
    When a program gets "appconnectorversioninfo.asmx?WSDL"
    Then the WSDL describes the operation "GetProductVersion" with the parameters "token"

  # fixtures/asmx/017-get-wsdl-page-path
  @aspnet
  Scenario: The WSDL names the address at which it was asked for
    When a program gets "/ProfitServices/TokenConnector.asmx?WSDL"
    Then the WSDL names the address at which it was asked for, ending in "/ProfitServices/TokenConnector.asmx"

  @mock
  Scenario: The root serves the services too
    When a program gets "/TokenConnector.asmx?WSDL"
    Then the WSDL names the address at which it was asked for, ending in "/TokenConnector.asmx"
