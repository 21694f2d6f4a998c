Feature: Refusing in silence
  Profit's REST service answers a request for a code the same whether or not it
  was right, so that nobody can guess user ids. Whether its SOAP service does
  so too is not published; the setting refusals chooses.

  @assumed
  Scenario Outline: A request with <what> gets the empty answer and no e-mail (setting refusals: silent)
    Given a Profit environment
    And the setting refusals is "silent"
    When the program requests an activation code with <what>
    Then the answer is empty
    And the journal names the refusal "<refusal>"
    And no e-mail was sent
    And nothing was registered

    Examples:
      | what                               | refusal                        |
      | an unknown environment key         | unknown-environment-key        |
      | the environment key of another one | keys-of-different-environments |
      | an unknown user                    | unknown-user                   |
      | no description                     | description-missing            |

  @assumed
  Scenario Outline: A request gets the empty answer and no e-mail when <what> (setting refusals: silent)
    Given a Profit environment
    And the setting refusals is "silent"
    And <what>
    When the program requests an activation code for "laptop"
    Then the answer is empty
    And the journal names the refusal "<refusal>"
    And no e-mail was sent
    And nothing was registered

    Examples:
      | what                               | refusal               |
      | the app connector is blocked       | app-connector-blocked |
      | the user is blocked                | user-blocked          |
      | the user is not in the user group  | user-not-in-group     |
      | the environment has no mail server | no-mail-server        |
      | the user has no e-mail address     | invalid-email-address |

  @assumed
  Scenario: A missing key is told even then
    Given a Profit environment
    And the setting refusals is "silent"
    When the program requests an activation code without an API key
    Then Profit refuses with "Er is een onverwachte fout opgetreden."

  @assumed
  Scenario: A wrong activation code is told even then
    Given a Profit environment
    And the setting refusals is "silent"
    And the program requested an activation code for "laptop"
    When the program redeems a wrong activation code
    Then Profit refuses with "De activeringscode is onjuist."
