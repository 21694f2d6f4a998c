Feature: SOAP 1.1 and SOAP 1.2
  Profit's services speak both. A program chooses by what it sends.

  @smoke @observed
  Scenario Outline: A program that speaks SOAP <version> goes through the whole flow
    Given a Profit environment
    And a program that speaks SOAP <version>
    When the program requests an activation code for "laptop"
    Then the answer is empty
    And the user receives an e-mail
    When the program redeems the activation code of the e-mail
    Then the program receives a token
    When the program asks for the version with the token for "laptop"
    Then the program receives the version
    When the program deletes the token for "laptop"
    Then the answer is empty
    When the program asks for the version with the token for "laptop"
    Then the journal names the refusal "token-unknown"

    Examples:
      | version |
      | 1.1     |
      | 1.2     |

  @assumed
  Scenario Outline: A refusal has the same detail in SOAP <version>
    Given a Profit environment
    And a program that speaks SOAP <version>
    And the user is blocked
    When the program requests an activation code for "laptop"
    Then Profit refuses with "De gebruiker is geblokkeerd."
    And the error number is -2147180999
    And the journal names the refusal "user-blocked"

    Examples:
      | version |
      | 1.1     |
      | 1.2     |
