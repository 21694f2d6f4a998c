@mock
Feature: The journal
  Every request at Profit's port is kept with its answer: what came, what was
  decided, and why. The control port finds it again.

  Background:
    Given a Profit environment

  Scenario: The log reference of a fault finds its request
    Given the user is blocked
    When the program requests an activation code for "laptop"
    Then the log reference in the fault finds the request in the journal
    And that request was refused with "user-blocked"

  Scenario Outline: Requests are found by <what>
    Given the program requested an activation code for "laptop"
    And the program redeems a wrong activation code
    Then the journal of the environment, asked for <filter>, holds 1 request
    And it is a call of <operation>

    Examples:
      | what           | filter                          | operation       |
      | operation      | operation=GenerateOTP           | GenerateOTP     |
      | outcome        | outcome=refused                 | GetTokenFromOTP |
      | refusal        | refusal=wrong-code              | GetTokenFromOTP |
      | hint           | rule=activation-code-form       | GetTokenFromOTP |
      | user and limit | user=12345.JANSEN&most=1        | GetTokenFromOTP |

  Scenario: A test waits for the next request
    Given the program requested an activation code for "laptop"
    When a test waits for the next call of GetTokenFromOTP
    And the program redeems a wrong activation code meanwhile
    Then the test is told of a call of GetTokenFromOTP

  Scenario: A request that belongs to nobody is found too
    When a program posts to "tokenconnector.asmx" with the SOAPAction "x":
      """
      <a/>
      """
    Then the journal of all environments holds that request
    And the hint "soap-action" says "is that of no operation"

  Scenario: The journal of an environment is cleared without touching others
    Given another Profit environment with the same user id
    And the program requested an activation code for "laptop"
    And a request was made in the other environment
    When the journal of the environment is cleared
    Then the journal of the environment, asked for everything, holds 0 requests
    And the journal of the other environment holds 1 request

  Scenario: The journal is exported for tools that read HTTP Archives
    Given the program requested an activation code for "laptop"
    When the journal of the environment is exported
    Then the archive holds 1 request to "tokenconnector.asmx" with HTTP 200
    And no key stands in the archive
