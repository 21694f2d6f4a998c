Feature: Which refusal wins when two apply
  A request can be wrong in several ways at once. Which of them Profit tells is
  not published; the mock tells the first of a fixed order.

  At a request: missing-key, unknown-api-key, unknown-environment-key,
  keys-of-different-environments, app-connector-blocked, unknown-user,
  user-blocked, user-not-in-group, no-mail-server, invalid-email-address,
  description-missing, description-too-long, description-taken.

  When redeeming: the same up to user-not-in-group, then code-used,
  code-expired, too-many-attempts, wrong-code, description-taken.

  When a token is used: token-malformed, token-unknown, token-expired,
  user-blocked, app-connector-blocked, user-not-in-group.

  Neighbours in these orders that can't apply together (an unknown user is in no
  group) are compared with the next that can.

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
      | app-connector-blocked          | description-taken              |
      | unknown-user                   | no-mail-server                 |
      | user-blocked                   | user-not-in-group              |
      | user-not-in-group              | no-mail-server                 |
      | user-not-in-group              | invalid-email-address          |
      | no-mail-server                 | invalid-email-address          |
      | no-mail-server                 | description-taken              |
      | invalid-email-address          | description-missing            |
      | invalid-email-address          | description-too-long           |
      | invalid-email-address          | description-taken              |
      | description-missing            | description-too-long           |
      | description-too-long           | description-taken              |

  @assumed
  Scenario Outline: <first> wins over <second> when redeeming
    Given a Profit environment
    And the program requested an activation code for "laptop"
    And "<second>" applies to the redemption
    And "<first>" applies to the redemption
    When the program sends the redemption
    Then the journal names the refusal "<first>"

    Examples:
      | first                          | second                  |
      | missing-key                    | unknown-api-key         |
      | unknown-api-key                | unknown-environment-key |
      | unknown-api-key                | code-expired            |
      | unknown-environment-key        | app-connector-blocked   |
      | keys-of-different-environments | app-connector-blocked   |
      | app-connector-blocked          | unknown-user            |
      | app-connector-blocked          | wrong-code              |
      | unknown-user                   | code-used               |
      | user-blocked                   | user-not-in-group       |
      | user-not-in-group              | code-used               |
      | user-not-in-group              | code-expired            |
      | user-not-in-group              | description-taken       |
      | code-used                      | code-expired            |
      | code-expired                   | too-many-attempts       |
      | code-expired                   | wrong-code              |
      | code-expired                   | description-taken       |
      | too-many-attempts              | wrong-code              |
      | too-many-attempts              | description-taken       |
      | wrong-code                     | description-taken       |

  @assumed
  Scenario Outline: <first> wins over <second> when a token is used
    Given a Profit environment
    And tokens of the app connector are valid for "1d"
    And the program has a token for "laptop"
    And "<second>" applies to the token
    And "<first>" applies to the token
    When the program sends the token
    Then the journal names the refusal "<first>"

    Examples:
      | first                 | second                |
      | token-malformed       | token-unknown         |
      | token-malformed       | token-expired         |
      | token-malformed       | user-blocked          |
      | token-malformed       | app-connector-blocked |
      | token-unknown         | token-expired         |
      | token-unknown         | user-blocked          |
      | token-expired         | user-blocked          |
      | token-expired         | app-connector-blocked |
      | user-blocked          | app-connector-blocked |
      | user-blocked          | user-not-in-group     |
      | app-connector-blocked | user-not-in-group     |
