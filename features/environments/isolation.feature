Feature: Environments don't know each other
  Several teams and test runs use one mock at the same time, each with its own
  environment.

  @documented
  Scenario: An activation code goes to the user of the environment whose keys were sent
    Given a Profit environment
    And another Profit environment with the same user id
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And nobody in the other environment receives an e-mail

  @documented
  Scenario: A code of one environment is worth nothing in another
    Given a Profit environment
    And another Profit environment with the same user id
    And the program requested an activation code for "laptop"
    When the program redeems the activation code in the other environment
    Then the journal names the refusal "wrong-code"

  @mock
  Scenario: Each environment has its own clock
    Given a Profit environment
    And another Profit environment with the same user id
    And the program requested an activation code for "laptop"
    When 20 minutes pass in the other environment
    And the program redeems the activation code
    Then the program receives a token

  @mock
  Scenario: A deleted environment takes its keys with it
    Given a Profit environment
    When the environment is deleted
    And the program requests an activation code for "laptop"
    Then the journal names the refusal "unknown-api-key"

  @mock
  Scenario: Codes and tokens survive a change of the environment
    Given a Profit environment
    And the program has a token for "laptop"
    And the program requested an activation code for "telefoon"
    When the description of the app connector is changed to "Webshop"
    And the program asks for the version with the token for "laptop"
    Then the program receives the version
    When the program redeems the activation code
    Then the program receives a token
