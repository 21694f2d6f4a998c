Feature: Using a token
  A token opens the services of Profit. GetProductVersion is the smallest.

  Background:
    Given a Profit environment
    And the program has a token for "laptop"

  @smoke @observed
  Scenario: The token as a parameter opens the service
    When the program asks for the version with the token for "laptop"
    Then the program receives the version

  @documented
  Scenario: The token in the Authorization header opens the service
    When the program asks for the version with the token for "laptop" in the Authorization header
    Then the program receives the version

  @assumed
  Scenario: The parameter wins over the Authorization header
    When the program asks for the version with the token "nonsense" and the token for "laptop" in the Authorization header
    Then Profit refuses with "Er is een onverwachte fout opgetreden."

  @documented
  Scenario: Profit keeps when a token was last used
    When 2 hours pass
    And the program asks for the version with the token for "laptop"
    Then the user token "laptop" was last used now

  @assumed
  Scenario: The setting productVersion decides which version is answered
    Given the setting productVersion is "21.14.3"
    When the program asks for the version with the token for "laptop"
    Then the program receives the version "21.14.3"

  @assumed
  Scenario: A refused use is not kept as last use
    Given the user is blocked
    When the program asks for the version with the token for "laptop"
    Then the user token "laptop" was never used
