Feature: Redeeming an activation code
  The program redeems the activation code for a user token, with the same user
  and keys it asked with.

  Background:
    Given a Profit environment

  @smoke @documented
  Scenario: A token is a version and 64 upper-case hexadecimal digits
    Given the program requested an activation code for "laptop"
    When the program redeems the activation code
    Then the program receives a token
    And the token has the form "<token><version>1</version><data>[0-9A-F]{64}</data></token>"

  @documented
  Scenario: A new token is listed under its description and was never used
    Given the program requested an activation code for "laptop"
    When the program redeems the activation code
    Then the user token "laptop" is listed for the user
    And the user token "laptop" was never used

  @documented
  Scenario: A second device gets a second token
    Given the program has a token for "laptop"
    When the program requests an activation code for "telefoon"
    And the program redeems the activation code
    Then the program receives a token
    And the tokens for "laptop" and "telefoon" differ
    And the app connector lists 2 user tokens

  @documented
  Scenario: A token is listed with the end of the validity period of its app connector
    Given tokens of the app connector are valid for "90d"
    And the program has a token for "laptop"
    Then the user token "laptop" is valid for "90d"

  @documented
  Scenario: A token of an app connector without a validity period does not expire
    Given the program has a token for "laptop"
    When 3650 days pass
    And the program asks for the version with the token for "laptop"
    Then the program receives the version

  @assumed
  Scenario: An activation code works within its lifetime (setting activationCodeLifetime)
    Given the program requested an activation code for "laptop"
    When 14 minutes and 59 seconds pass
    And the program redeems the activation code
    Then the program receives a token

  @assumed
  Scenario: The setting activationCodeLifetime decides how long an activation code works
    Given the setting activationCodeLifetime is "1h"
    And the program requested an activation code for "laptop"
    When 59 minutes and 59 seconds pass
    And the program redeems the activation code
    Then the program receives a token

  @assumed
  Scenario: The right code still works after four wrong ones (setting activationCodeAttempts)
    Given the program requested an activation code for "laptop"
    When the program redeems a wrong activation code 4 times
    And the program redeems the activation code
    Then the program receives a token

  @assumed
  Scenario: Nothing follows the token unless the setting tokenLineBreak says so
    Given the program requested an activation code for "laptop"
    When the program redeems the activation code
    Then nothing follows the token

  @assumed
  Scenario: The setting tokenLineBreak lets CR LF follow the token
    Given the setting tokenLineBreak is "crlf"
    And the program requested an activation code for "laptop"
    When the program redeems the activation code
    Then CR LF follows the token
