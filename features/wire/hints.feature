Feature: Hints
  For every request that was refused, or that reached Profit with less than its
  sender meant, the mock says in a sentence why, and what to change. The hint
  stands in the log and with the request in the journal; the answer stays what
  Profit would say.

  @mock
  Scenario: A refusal of Profit is explained
    Given a Profit environment
    And the user is not in the user group
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services'><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>laptop</description></GenerateOTP>"
    Then the fault says "De gebruiker hoort niet bij de gebruikersgroep van de app connector."
    And the hint "refusal" says "The user exists but is not a member of the user group that is linked to the app connector."

  @mock
  Scenario: A refusal that is not told is explained too
    Given a Profit environment
    And the setting refusals is "silent"
    And the user is blocked
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services'><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>laptop</description></GenerateOTP>"
    Then the answer is HTTP 200
    And the hint "refusal" says "The user is blocked. The answer is that of success"

  @mock
  Scenario: Keys that are swapped are recognised
    Given a Profit environment
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services'><userId>{user}</userId><apiKey>{environment key}</apiKey><environmentKey>{API key}</environmentKey><description>laptop</description></GenerateOTP>"
    Then the answer is HTTP 500
    And the hint "keys-swapped" says "apiKey and environmentKey are swapped."

  @mock
  Scenario Outline: A key that can't be one is recognised: <flaw>
    Given a Profit environment
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services'><userId>{user}</userId><apiKey><key></apiKey><environmentKey>{environment key}</environmentKey><description>laptop</description></GenerateOTP>"
    Then the answer is HTTP 500
    And the hint "key-form" says "<flaw>, and Profit's keys are 32 upper-case hexadecimal digits."

    Examples:
      | key                                  | flaw                                             |
      |                                      | apiKey is empty                                  |
      | A0A1A2                               | apiKey has 6 digits                              |
      | a0a1a2a3a4a5a6a7a8a9aaabacadaeaf     | apiKey is written in lower case                  |
      | A0A1A2A3-A4A5-A6A7-A8A9-AAABACADAEAF | apiKey is written with hyphens or braces, like a GUID |

  @mock
  Scenario: A user id whose casing counts is recognised
    Given a Profit environment
    And the setting userIdCase is "exact"
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services'><userId>12345.JANSEN</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>laptop</description></GenerateOTP>"
    Then the answer is HTTP 500
    And the hint "user-id-form" says "by its casing, which counts here. Send the id as Profit has it"

  # not captured: HttpPostLocalhostServerProtocolFactory
  @aspnet
  Scenario: A form that succeeds from here only is noticed
    Given a Profit environment
    When a program on the mock's machine posts the form "userId={user}&apiKey={API key}&environmentKey={environment key}&description=laptop" to "tokenconnector.asmx/GenerateOTP"
    Then the answer is HTTP 200
    And the hint "local-form" says "sent to Profit from elsewhere it is turned away."

  @mock
  Scenario: A token that was reduced to its digits is recognised
    When a program calls DeleteToken with "<DeleteToken xmlns='urn:Afas.Profit.Services'><token>0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF</token></DeleteToken>"
    Then the answer is HTTP 500
    And the hint "token-form" says "The token was reduced to the 64 digits inside it."

  @mock
  Scenario: Keys at the host of another kind of environment are noticed, though the mock serves them
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Host         | 12345.soaptest.afas.online             |
      | Content-Type | text/xml; charset=utf-8                |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | {a good request}                       |
    Then the answer is HTTP 200
    And the user receives an e-mail
    And the hint "host-environment" says "the host 12345.soaptest.afas.online is that of test environments"

  @mock
  Scenario: A path that leads nowhere is answered with what there is
    When a program posts to "tokenconector.asmx" with
      | Content-Type | text/xml; charset=utf-8 |
    Then the answer is HTTP 404
    And the hint "request-path" says "Send it to /profitservices/tokenconnector.asmx."

  @mock @own-server
  Scenario: Hints stand in the log, with the secrets masked
    Given a mock of its own
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                                       |
      | SOAPAction   | urn:Afas.Profit.Services/A0A1A2A3A4A5A6A7A8A9AAABACADAEAF     |
    Then the log says "rule=soap-action"
    And the log says "is that of no operation of TokenConnector"
    And the log says "A0A1…"
    And the log does not hold "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
