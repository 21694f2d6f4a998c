@mock
Feature: Environments put over the control port
  Tests arrange their environment over the control port. A document that is
  wrong is refused whole, with the fields that are wrong, and changes nothing.

  Scenario Outline: A document with <what> is refused
    Given a Profit environment
    When somebody puts the environment with '<document>'
    Then the control port refuses with <status>
    And it names the field "<field>" and says "<message>"
    And the environment is as it was
    And the mock goes on

    Examples:
      | what                       | document                                               | status | field                        | message                          |
      | an unknown field           | {"colour": "red"}                                      | 422    | body.colour                  | unexpected property              |
      | an unknown language        | {"language": "de"}                                     | 422    | body.language                | expected nl or en                |
      | a malformed key            | {"environmentKey": "abc"}                              | 422    | body.environmentKey          | 32 upper-case hexadecimal digits |
      | a malformed address        | {"users": [{"id": "a", "email": "nobody"}]}            | 422    | body.users[0].email          | expected an e-mail address       |
      | a user twice               | {"users": [{"id": "a"}, {"id": "A"}]}                  | 422    | body.users[1].id             | ids are unique                   |
      | a user that does not exist | {"userGroups": [{"id": "g", "members": ["b"]}]}        | 422    | body.userGroups[0].members[0] | does not exist                  |
      | an unknown setting         | {"settings": {"colour": "red"}}                        | 422    | body.settings.colour         | unexpected property              |
      | a setting out of bounds    | {"settings": {"activationCodeLength": 99}}             | 422    | body.settings.activationCodeLength | from 4 to 12               |
      | a value of a wrong type    | {"users": "nobody"}                                    | 422    | body.users                   | expected array                   |

  Scenario: A document that is not JSON is refused
    Given a Profit environment
    When somebody puts the environment with '{"language": '
    Then the control port refuses with 400
    And the environment is as it was
    And the mock goes on

  Scenario: An environment that does not exist is told
    Given a Profit environment
    When the environment is deleted
    And somebody asks for the e-mails of the environment
    Then the control port refuses with 404
