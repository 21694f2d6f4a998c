Feature: Refusing to redeem an activation code
  The keys and the user are checked as at the request; then the code itself.

  @assumed
  Scenario Outline: Redeeming with <what> is refused (<refusal>)
    Given a Profit environment
    And the program requested an activation code for "laptop"
    When the program redeems the activation code with <what>
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "<refusal>"
    And no other e-mail was sent
    And the app connector lists no user tokens

    Examples:
      | what                               | refusal                        | message                                                        |
      | an unknown API key                 | unknown-api-key                | De API key is onbekend.                                        |
      | an unknown environment key         | unknown-environment-key        | De omgevingssleutel is onbekend.                               |
      | the environment key of another one | keys-of-different-environments | De API key hoort niet bij de omgeving van de omgevingssleutel. |
      | an unknown user                    | unknown-user                   | De gebruiker is onbekend.                                      |

  @assumed
  Scenario Outline: Redeeming without <what> is refused with the generic message
    Given a Profit environment
    And the program requested an activation code for "laptop"
    When the program redeems the activation code without <what>
    Then Profit refuses with "Er is een onverwachte fout opgetreden."
    And the journal names the refusal "missing-key"
    And no other e-mail was sent
    And the app connector lists no user tokens

    Examples:
      | what               |
      | an API key         |
      | an environment key |

  @assumed
  Scenario Outline: Redeeming is refused when <what> meanwhile (<refusal>)
    Given a Profit environment
    And the program requested an activation code for "laptop"
    And <what>
    When the program redeems the activation code
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "<refusal>"
    And no other e-mail was sent
    And the app connector lists no user tokens

    Examples:
      | what                              | refusal               | message                                                              |
      | the app connector is blocked      | app-connector-blocked | App connector is geblokkeerd                                         |
      | the user is blocked               | user-blocked          | De gebruiker is geblokkeerd.                                         |
      | the user is not in the user group | user-not-in-group     | De gebruiker hoort niet bij de gebruikersgroep van de app connector. |

  @assumed
  Scenario Outline: A wrong activation code is refused
    Given a Profit environment in <language>
    And the program requested an activation code for "laptop"
    When the program redeems a wrong activation code
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "wrong-code"
    And no other e-mail was sent
    And the app connector lists no user tokens

    Examples:
      | language | message                        |
      | Dutch    | De activeringscode is onjuist. |
      | English  | The activation code is wrong.  |

  @assumed
  Scenario: No activation code at all is a wrong one
    Given a Profit environment
    And the program requested an activation code for "laptop"
    When the program redeems the activation code without an activation code
    Then Profit refuses with "De activeringscode is onjuist."
    And the journal names the refusal "wrong-code"
    And no other e-mail was sent

  @assumed
  Scenario: Redeeming without ever having asked is a wrong code
    Given a Profit environment
    When the program redeems a wrong activation code
    Then Profit refuses with "De activeringscode is onjuist."
    And the journal names the refusal "wrong-code"
    And no other e-mail was sent

  @assumed
  Scenario: The activation code of another user is a wrong one
    Given a Profit environment
    And the environment also has the user "12345.bakker"
    And the program requested an activation code for "laptop"
    When the program redeems the activation code as user "12345.bakker"
    Then Profit refuses with "De activeringscode is onjuist."
    And the app connector lists no user tokens

  @assumed
  Scenario: The activation code of another app connector is a wrong one
    Given a Profit environment
    And the environment also has the app connector "Webshop"
    And the program requested an activation code for "laptop"
    When the program redeems the activation code at the app connector "Webshop"
    Then Profit refuses with "De activeringscode is onjuist."
    And the app connector lists no user tokens

  @assumed
  Scenario Outline: An activation code is refused from the end of its lifetime on (setting activationCodeLifetime)
    Given a Profit environment in <language>
    And the program requested an activation code for "laptop"
    When 15 minutes pass
    And the program redeems the activation code
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "code-expired"
    And no other e-mail was sent
    And the app connector lists no user tokens

    Examples:
      | language | message                           |
      | Dutch    | De activeringscode is verlopen.   |
      | English  | The activation code has expired.  |

  @assumed
  Scenario Outline: An activation code works once
    Given a Profit environment in <language>
    And the program has a token for "laptop"
    When the program redeems the activation code
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "code-used"
    And no other e-mail was sent
    And the app connector lists 1 user token

    Examples:
      | language | message                                 |
      | Dutch    | De activeringscode is al gebruikt.      |
      | English  | The activation code has been used already. |

  @assumed
  Scenario Outline: After five wrong codes even the right one is refused (setting activationCodeAttempts)
    Given a Profit environment in <language>
    And the program requested an activation code for "laptop"
    When the program redeems a wrong activation code 5 times
    And the program redeems the activation code
    Then Profit refuses with "<message>"
    And the error number is -2147180999
    And the journal names the refusal "too-many-attempts"
    And no other e-mail was sent
    And the app connector lists no user tokens

    Examples:
      | language | message                                                                      |
      | Dutch    | De activeringscode is te vaak onjuist ingevoerd. Vraag een nieuwe code aan.  |
      | English  | Too many wrong activation codes were entered. Request a new code.            |

  @assumed
  Scenario: The setting activationCodeAttempts decides how many wrong codes are allowed
    Given a Profit environment
    And the setting activationCodeAttempts is "1"
    And the program requested an activation code for "laptop"
    When the program redeems a wrong activation code
    And the program redeems the activation code
    Then the journal names the refusal "too-many-attempts"

  @assumed
  Scenario: A new request starts anew after too many attempts
    Given a Profit environment
    And the program requested an activation code for "laptop"
    When the program redeems a wrong activation code 5 times
    And the program requests an activation code for "laptop"
    And the program redeems the activation code
    Then the program receives a token

  @assumed
  Scenario: A description that was taken since the request is refused when redeeming
    Given a Profit environment
    And the setting duplicateDescription is "allow"
    And the program has a token for "laptop"
    And the program requested an activation code for "laptop"
    And the setting duplicateDescription is "refuse"
    When the program redeems the activation code
    Then Profit refuses with "Er is al een token met deze omschrijving."
    And the journal names the refusal "description-taken"
    And no other e-mail was sent
    And the app connector lists 1 user token
