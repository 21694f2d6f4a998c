Feature: Refusing a token

  Scenario Outline: <what> is refused as a token that can't be parsed
    Given a Profit environment
    And the program has a token for "laptop"
    When the program asks for the version with <what>
    Then Profit refuses with "Er is een onverwachte fout opgetreden."
    And the error number is -2147180999
    And the detail of the fault warns "Token could not be parsed"
    And the journal names the refusal "token-malformed"
    And no other e-mail was sent
    And the user token "laptop" was never used

    @observed
    Examples: text that is not token XML
      | what                            |
      | the 64 digits of the token only |
      | the token "nonsense"            |

    @assumed
    Examples: nothing at all, and XML of another form
      | what           |
      | no token       |
      | a deeper token |

  @assumed
  Scenario: An unknown token is refused
    Given a Profit environment
    When the program asks for the version with an unknown token
    Then Profit refuses with "Aanmelden is mislukt: inloggegevens niet gevonden."
    And the error number is -2147180999
    And the journal names the refusal "token-unknown"
    And no other e-mail was sent

  @assumed
  Scenario: A token that an administrator deleted is refused like one that the program deleted
    Given a Profit environment
    And the program has a token for "laptop"
    And the program has a token for "telephone"
    When an administrator deletes the user token "laptop"
    And the program asks for the version with the token for "laptop"
    Then Profit refuses with "Aanmelden is mislukt: inloggegevens niet gevonden."
    And the journal names the refusal "token-unknown"
    When the program asks for the version with the token for "telephone"
    Then the program receives the version

  @assumed
  Scenario: A deleted token is refused in the language of its environment
    Given a Profit environment in English
    And the program has a token for "laptop"
    When the program deletes the token for "laptop"
    And the program asks for the version with the token for "laptop"
    Then Profit refuses with "Login failed: invalid username."
    And the journal names the refusal "token-unknown"
    And no other e-mail was sent

  @documented
  Scenario: A token works until the last second of its validity
    Given a Profit environment
    And tokens of the app connector are valid for "30d"
    And the program has a token for "laptop"
    When 29 days and 23 hours and 59 minutes and 59 seconds pass
    And the program asks for the version with the token for "laptop"
    Then the program receives the version

  @assumed
  Scenario Outline: An expired token is refused
    Given a Profit environment in <language>
    And tokens of the app connector are valid for "30d"
    And the program has a token for "laptop"
    When 30 days pass
    And the program asks for the version with the token for "laptop"
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "token-expired"
    And no other e-mail was sent

    Examples:
      | language | message                |
      | Dutch    | Het token is verlopen. |
      | English  | The token has expired. |

  @assumed
  Scenario Outline: A token is refused when <what> (<refusal>)
    Given a Profit environment
    And the program has a token for "laptop"
    And <what>
    When the program asks for the version with the token for "laptop"
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "<refusal>"
    And no other e-mail was sent

    Examples:
      | what                              | refusal               | message                                                              |
      | the user is blocked               | user-blocked          | De gebruiker is geblokkeerd.                                         |
      | the app connector is blocked      | app-connector-blocked | App connector is geblokkeerd                                         |
      | the user is not in the user group | user-not-in-group     | De gebruiker hoort niet bij de gebruikersgroep van de app connector. |

  @assumed
  Scenario: A token works again once its user is unblocked
    Given a Profit environment
    And the program has a token for "laptop"
    And the user is blocked
    And the user is unblocked
    When the program asks for the version with the token for "laptop"
    Then the program receives the version
