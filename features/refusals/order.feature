Feature: Which refusal wins when two apply
  A request can be wrong in several ways at once. Which of them Profit tells is
  not published; the mock tells the first of a fixed order.

  @assumed
  Scenario Outline: <first> wins over <second> at a request
    Given a Profit environment
    And "<second>" applies to the request
    And "<first>" applies to the request
    When the program sends the request for an activation code
    Then the journal names the refusal "<first>"

    Examples:
      | first                          | second                         |
      | missing-key                    | unknown-api-key                |
      | missing-key                    | unknown-environment-key        |
      | unknown-api-key                | unknown-environment-key        |
      | unknown-environment-key        | app-connector-blocked          |
      | keys-of-different-environments | app-connector-blocked          |
      | keys-of-different-environments | unknown-user                   |
      | app-connector-blocked          | unknown-user                   |
      | app-connector-blocked          | user-blocked                   |
      | unknown-user                   | no-mail-server                 |
      | user-blocked                   | user-not-in-group              |
      | user-not-in-group              | no-mail-server                 |
      | user-not-in-group              | invalid-email-address          |
      | no-mail-server                 | invalid-email-address          |
      | invalid-email-address          | description-missing            |
      | invalid-email-address          | description-too-long           |

  @assumed
  Scenario Outline: <first> wins over <second> when redeeming
    Given a Profit environment
    And the program requested an activation code for "laptop"
    And "<second>" applies to the redemption
    And "<first>" applies to the redemption
    When the program sends the redemption
    Then the journal names the refusal "<first>"

    Examples:
      | first                 | second                |
      | unknown-api-key       | code-expired          |
      | app-connector-blocked | wrong-code            |
      | user-not-in-group     | code-expired          |
      | code-used             | code-expired          |
      | code-expired          | too-many-attempts     |
      | code-expired          | wrong-code            |
      | too-many-attempts     | wrong-code            |

  @assumed
  Scenario Outline: <first> wins over <second> when a token is used
    Given a Profit environment
    And tokens of the app connector are valid for "1d"
    And the program has a token for "laptop"
    And "<second>" applies to the token
    And "<first>" applies to the token
    When the program asks for the version with the token for "laptop"
    Then the journal names the refusal "<first>"

    Examples:
      | first                 | second                |
      | token-unknown         | user-blocked          |
      | token-expired         | user-blocked          |
      | token-expired         | app-connector-blocked |
      | user-blocked          | app-connector-blocked |
      | app-connector-blocked | user-not-in-group     |
