@mock @own-server
Feature: Environments come from files
  What is wrong in a file is told with file and line, and the mock does not
  start: half an environment is worse than none.

  Scenario: A file makes an environment
    Given the environment file "mine.yaml":
      """
      code: T54321ZZ
      users:
        - id: 54321.bakker
          email: bakker@example.com
      userGroups:
        - id: groep
          members: [54321.bakker]
      appConnectors:
        - id: webshop
          description: Webshop
          blocked: false
          userGroup: groep
          apiKey: 00112233445566778899AABBCCDDEEFF
      environmentKey: FFEEDDCCBBAA99887766554433221100
      """
    When a mock is started with that folder
    Then it says "environment T54321ZZ (test)"
    And the printed curl line, pasted into a shell, produces an e-mail

  Scenario: Keys that were generated are printed, so that the printed line works
    Given the environment file "mine.yaml":
      """
      code: A54321ZZ
      users: [{id: "007", email: bakker@example.com}]
      userGroups: [{id: groep, members: ["007"]}]
      appConnectors:
        - {id: nieuw, description: Nieuw, userGroup: groep}
        - {id: webshop, description: Webshop, blocked: false, userGroup: groep}
      """
    When a mock is started with that folder
    Then it says "environment A54321ZZ (accept)"
    And it says "app connector    webshop"
    And the printed curl line, pasted into a shell, produces an e-mail

  Scenario Outline: Why nobody can request a code in an environment is printed: <why>
    Given the environment file "mine.yaml":
      """
      code: T54321ZZ
      mailServer: <mail server>
      userGroups: [{id: groep}]
      appConnectors: [{id: crm, description: CRM, blocked: <blocked>, userGroup: groep}]
      """
    When a mock is started with that folder
    Then it says "nobody can request an activation code: <why>"

    Examples:
      | mail server | blocked | why                                                      |
      | default     | true    | app connector crm is blocked                             |
      | none        | false   | mailServer is none                                       |
      | default     | false   | no user is in groep, the user group of app connector crm |

  Scenario: Everything that is wrong is told at once, with what was likely meant
    Given the environment file "wrong.yaml":
      """
      code: O12345AA
      users:
        - id: 1.10
          mail: jansen@example.com
          blocked: no
      colour: red
      """
    When a mock is started with that folder
    Then the mock does not start
    And it says "wrong.yaml:3: users[0].id: expected a text, got a number; put quotes around it"
    And it says "wrong.yaml:4: unknown field "mail"; did you mean email?"
    And it says "wrong.yaml:5: users[0].blocked: expected true or false"
    And it says "wrong.yaml:6: unknown field "colour""

  Scenario: A key in two files is told with both
    Given the environment file "first.yaml":
      """
      code: T54321ZZ
      environmentKey: FFEEDDCCBBAA99887766554433221100
      """
    And the environment file "second.yaml":
      """
      code: T54322ZZ
      language: en
      environmentKey: FFEEDDCCBBAA99887766554433221100
      """
    When a mock is started with that folder
    Then the mock does not start
    And it says "second.yaml:3: environmentKey"
    And it says "first.yaml:2"

  Scenario Outline: A file with <what> is refused
    Given the environment file "wrong.yaml":
      """
      code: O12345AA
      users:
        - id: 12345.jansen
          <user field>
      <field>
      """
    When a mock is started with that folder
    Then the mock does not start
    And it says "wrong.yaml:<line>"
    And it says "<message>"

    Examples:
      | what                       | user field             | field                                  | line | message                                   |
      | an unknown field           | email: a@example.com   | colour: red                            | 5    | unknown field                             |
      | a malformed address        | email: nobody          | language: nl                           | 4    | expected an e-mail address                |
      | a user twice               | email: a@example.com   | users: []                              | 5    | users                                     |
      | a malformed key            | email: a@example.com   | environmentKey: abc                    | 5    | 32 upper-case hexadecimal digits          |
      | a group that doesn't exist | email: a@example.com   | appConnectors: [{id: a, description: b, userGroup: c}] | 5 | user group \"c\" does not exist |
      | a user that doesn't exist  | email: a@example.com   | userGroups: [{id: a, members: [b]}]    | 5    | user \"b\" does not exist                 |
      | an unknown setting         | email: a@example.com   | settings: {colour: red}                | 5    | unknown setting                           |
      | not YAML                   | email: a@example.com   | [                                      | 5    | wrong.yaml                                |
