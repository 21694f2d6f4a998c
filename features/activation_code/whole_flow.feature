Feature: From request to withdrawal
  The life of a token, as a connector goes through it.

  @smoke @documented
  Scenario: A program obtains a token, uses it and withdraws it
    Given a Profit environment
    When the program requests an activation code for "kassa 3"
    Then the answer is empty
    And the user receives an e-mail
    And the subject of the e-mail contains "CRM-koppeling"
    When the program redeems the activation code of the e-mail
    Then the program receives a token
    And the user token "kassa 3" is listed for the user
    When the program asks for the version with the token for "kassa 3"
    Then the program receives the version
    And the user token "kassa 3" was last used now
    When the program deletes the token for "kassa 3"
    Then the answer is empty
    And the app connector lists no user tokens
    When the program asks for the version with the token for "kassa 3"
    Then the journal names the refusal "token-unknown"
