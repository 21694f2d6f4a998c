Feature: Refusing to send an activation code
  That Profit checks the keys, the user, the group, the address and the mail
  server is documented; what it then says is not, except for the generic
  message. Each refusal names itself in the mock's journal.

  @documented
  Scenario Outline: A request without <what> is refused with the generic message
    Given a Profit environment in <language>
    When the program requests an activation code without <what>
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "missing-key"
    And no e-mail was sent
    And nothing was registered

    Examples:
      | what               | language | message                                 |
      | an API key         | Dutch    | Er is een onverwachte fout opgetreden.  |
      | an API key         | English  | An unexpected error has occurred.       |
      | an environment key | Dutch    | Er is een onverwachte fout opgetreden.  |
      | an environment key | English  | An unexpected error has occurred.       |

  @assumed
  Scenario Outline: A request with <what> is refused (<refusal>)
    Given a Profit environment in <language>
    When the program requests an activation code with <what>
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "<refusal>"
    And no e-mail was sent
    And nothing was registered

    Examples:
      | what                                   | refusal                        | language | message                                                                |
      | an unknown API key                     | unknown-api-key                | Dutch    | De API key is onbekend.                                                |
      | an unknown API key                     | unknown-api-key                | English  | The API key is unknown.                                                |
      | an unknown environment key             | unknown-environment-key        | Dutch    | De omgevingssleutel is onbekend.                                       |
      | an unknown environment key             | unknown-environment-key        | English  | The environment key is unknown.                                        |
      | the environment key of another one     | keys-of-different-environments | Dutch    | De API key hoort niet bij de omgeving van de omgevingssleutel.         |
      | the environment key of another one     | keys-of-different-environments | English  | The API key does not belong to the environment of the environment key. |
      | an unknown user                        | unknown-user                   | Dutch    | De gebruiker is onbekend.                                              |
      | an unknown user                        | unknown-user                   | English  | The user is unknown.                                                   |
      | no user                                | unknown-user                   | Dutch    | De gebruiker is onbekend.                                              |
      | no description                         | description-missing            | Dutch    | De omschrijving ontbreekt.                                             |
      | no description                         | description-missing            | English  | The description is missing.                                            |
      | a blank description                    | description-missing            | Dutch    | De omschrijving ontbreekt.                                             |
      | a description of 1001 characters       | description-too-long           | Dutch    | De omschrijving is te lang.                                            |
      | a description of 1001 characters       | description-too-long           | English  | The description is too long.                                           |

  @assumed
  Scenario Outline: A request is refused when <what> (<refusal>)
    Given a Profit environment in <language>
    And <what>
    When the program requests an activation code for "laptop"
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "<refusal>"
    And no e-mail was sent
    And nothing was registered

    Examples:
      | what                                    | refusal               | language | message                                                              |
      | the app connector is blocked            | app-connector-blocked | Dutch    | App connector is geblokkeerd                                         |
      | the app connector is new                | app-connector-blocked | Dutch    | App connector is geblokkeerd                                         |
      | the user is blocked                     | user-blocked          | Dutch    | De gebruiker is geblokkeerd.                                         |
      | the user is blocked                     | user-blocked          | English  | The user is blocked.                                                 |
      | the user is not in the user group       | user-not-in-group     | Dutch    | De gebruiker hoort niet bij de gebruikersgroep van de app connector. |
      | the user is not in the user group       | user-not-in-group     | English  | The user is not a member of the user group of the app connector.     |
      | the app connector has no user group     | user-not-in-group     | Dutch    | De gebruiker hoort niet bij de gebruikersgroep van de app connector. |
      | the environment has no mail server      | no-mail-server        | Dutch    | Er is geen mailserver ingesteld voor deze omgeving.                  |
      | the environment has no mail server      | no-mail-server        | English  | No mail server has been set for this environment.                    |
      | the user has no e-mail address          | invalid-email-address | Dutch    | De gebruiker heeft geen geldig e-mailadres.                          |
      | the user has no e-mail address          | invalid-email-address | English  | The user has no valid e-mail address.                                |
      | the user's e-mail address is "nobody"   | invalid-email-address | Dutch    | De gebruiker heeft geen geldig e-mailadres.                          |

  @assumed
  Scenario: A blocked app connector is refused in English as another AFAS app words it
    Given a Profit environment in English
    And the app connector is blocked
    When the program requests an activation code for "laptop"
    Then Profit refuses with "App connector is blocked"
    And the journal names the refusal "app-connector-blocked"
    And no e-mail was sent
    And nothing was registered

  @assumed
  Scenario Outline: A description that a token of the same user bears is refused (setting duplicateDescription)
    Given a Profit environment in <language>
    And the program has a token for "laptop"
    When the program requests an activation code for "laptop"
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "description-taken"
    And no other e-mail was sent

    Examples:
      | language | message                                    |
      | Dutch    | Er is al een token met deze omschrijving.  |
      | English  | A token with this description exists already. |

  @assumed
  Scenario: The setting duplicateDescription can allow a description twice
    Given a Profit environment
    And the setting duplicateDescription is "allow"
    And the program has a token for "laptop"
    When the program requests an activation code for "laptop"
    And the program redeems the activation code
    Then the app connector lists 2 user tokens

  @assumed
  Scenario: The setting missingDescription can allow a request without a description
    Given a Profit environment
    And the setting missingDescription is "allow"
    When the program requests an activation code with no description
    Then the user receives an e-mail

  @assumed
  Scenario: The setting descriptionLength decides how long a description may be
    Given a Profit environment
    And the setting descriptionLength is "5"
    When the program requests an activation code for "laptop"
    Then Profit refuses with "De omschrijving is te lang."

  @assumed
  Scenario: The description of an expired token can be used again
    Given a Profit environment
    And tokens of the app connector are valid for "1d"
    And the program has a token for "laptop"
    When 1 day passes
    And the program requests an activation code for "laptop"
    And the program redeems the activation code
    Then the program receives a token

  @assumed
  Scenario: Two users may describe their devices alike
    Given a Profit environment
    And the environment also has the user "12345.bakker"
    And the program has a token for "laptop"
    When the program requests an activation code for "laptop" as user "12345.bakker"
    Then the user "12345.bakker" receives an e-mail

  @assumed
  Scenario: The setting errorNumber decides the number of refusals whose own is unknown
    Given a Profit environment
    And the setting errorNumber is "-12345"
    And the user is blocked
    When the program requests an activation code for "laptop"
    Then Profit refuses with "De gebruiker is geblokkeerd."
    And the error number is -12345
