Feature: Deleting a token
  DeleteToken withdraws the token of one device. It takes the whole token, tags
  included.

  Background:
    Given a Profit environment
    And the program has a token for "laptop"
    And the program has a token for "telefoon"

  @smoke @documented
  Scenario: A deleted token opens nothing
    When the program deletes the token for "laptop"
    Then the answer is empty
    When the program asks for the version with the token for "laptop"
    Then the journal names the refusal "token-unknown"

  @documented
  Scenario: The token of the other device still works
    When the program deletes the token for "laptop"
    And the program asks for the version with the token for "telefoon"
    Then the program receives the version

  @documented
  Scenario: A deleted token is no longer listed
    When the program deletes the token for "laptop"
    Then the app connector lists 1 user token
    And the user token "telefoon" is listed for the user

  @assumed
  Scenario: The description of a deleted token can be used again
    When the program deletes the token for "laptop"
    And the program requests an activation code for "laptop"
    And the program redeems the activation code
    Then the program receives a token

  @assumed
  Scenario: The token of a blocked user can be deleted
    Given the user is blocked
    When the program deletes the token for "laptop"
    Then the answer is empty
    And the app connector lists 1 user token

  @assumed
  Scenario: The token of a blocked app connector can be deleted
    Given the app connector is blocked
    When the program deletes the token for "laptop"
    Then the answer is empty
    And the app connector lists 1 user token

  @assumed
  Scenario: A token that does not exist is ignored when the setting unknownTokenOnDelete is "ignore"
    Given the setting unknownTokenOnDelete is "ignore"
    When the program deletes the token for "laptop"
    And the program deletes the token for "laptop"
    Then the answer is empty
