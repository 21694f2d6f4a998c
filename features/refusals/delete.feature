Feature: Refusing to delete a token

  Background:
    Given a Profit environment
    And the program has a token for "laptop"

  @documented
  Scenario: The digits inside a token are not the token
    When the program deletes the 64 digits of the token only
    Then Profit refuses with "Er is een onverwachte fout opgetreden."
    And the error number is -2147180999
    And the detail of the fault warns "Token could not be parsed"
    And the journal names the refusal "token-malformed"
    And no other e-mail was sent
    And the app connector lists 1 user token

  @assumed
  Scenario: An unknown token can't be deleted (setting unknownTokenOnDelete)
    When the program deletes an unknown token
    Then Profit refuses with "Aanmelden is mislukt: inloggegevens niet gevonden."
    And the error number is -2147180999
    And the journal names the refusal "token-unknown"
    And no other e-mail was sent
    And the app connector lists 1 user token

  @assumed
  Scenario: A token can't be deleted twice (setting unknownTokenOnDelete)
    When the program deletes the token for "laptop"
    And the program deletes the token for "laptop"
    Then Profit refuses with "Aanmelden is mislukt: inloggegevens niet gevonden."
    And the journal names the refusal "token-unknown"
    And no other e-mail was sent
