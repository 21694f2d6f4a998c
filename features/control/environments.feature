@mock
Feature: Environments over the control port
  A test arranges its own environment, and changes what it needs to.

  Scenario: One call makes an environment that works
    When somebody creates an environment and says nothing about it
    And the program requests an activation code as the user of that environment
    Then the answer is empty
    When the program redeems the activation code
    Then the program receives a token

  Scenario: An environment that is there is not made again
    Given a Profit environment
    When somebody creates an environment with the same code
    Then the control port refuses with 409
    And the environment is as it was

  Scenario: One thing is changed, and all else stays
    Given a Profit environment
    When somebody changes the environment with '{"settings":{"refusals":"silent"}}'
    Then the environment is as it was, but the setting refusals is "silent"
    When somebody changes the environment with '{"settings":{"refusals":null}}'
    Then the environment is as it was

  Scenario: Who changes a list replaces it
    Given a Profit environment
    And the environment also has the user "12345.devries"
    When somebody changes the environment with '{"users":[{"id":"12345.jansen"}],"userGroups":[{"id":"koppelingen","members":["12345.jansen"]}]}'
    Then the environment has the users "12345.jansen"

  Scenario: A list that others refer to is not taken away
    Given a Profit environment
    And the environment also has the user "12345.devries"
    When somebody changes the environment with '{"users":[{"id":"12345.jansen"}],"userGroups":[]}'
    Then the control port refuses with 422
    And it names the field "body.appConnectors[0].userGroup" and says "koppelingen"
    And the environment is as it was

  Scenario: An environment is reset to what it was at first
    Given a Profit environment
    And the program has a token for "laptop"
    When somebody changes the environment with '{"language":"en","settings":{"refusals":"silent"}}'
    And the environment is reset
    Then the environment is as it was
    And the app connector lists no user tokens
    And the journal of the environment, asked for everything, holds 0 requests
    When the program asks for the version with the token for "laptop"
    Then the journal names the refusal "token-unknown"

  Scenario: An environment that is reset works with the keys that it had
    Given a Profit environment
    When somebody changes the environment with '{"users":[]}'
    Then the control port refuses with 422
    When somebody changes the environment with '{"users":[],"userGroups":[],"appConnectors":[]}'
    And the environment is reset
    And the program requests an activation code for "laptop"
    Then the user receives an e-mail
