@mock @own-server
Feature: Running the mock on its own
  Integrators start the mock, point their connector at it and look.

  Scenario: Port 0 picks a port and prints it
    Given a mock of its own
    Then it prints the addresses of both ports
    And the mock goes on

  Scenario: The demo environment comes with a line that works when pasted
    Given a mock with the demo environment
    Then it says "12345.jansen"
    And the printed curl line, pasted into a shell, produces an e-mail

  Scenario: An address that is in use is told in one line
    Given a mock of its own
    When a second mock is started at the same address
    Then the mock does not start
    And it says "address already in use"
    And it says "--address 127.0.0.1:0 for any that is free"
    And it says it in one line

  Scenario: The mock ends in order when told to
    Given a mock of its own
    When the mock is told to end
    Then it ends with status 0
    And it says "ending"

  Scenario: A request that does not end holds nothing up when the mock is told to end
    Given a mock of its own with "--read-timeout 10m --drain 50ms"
    And a program has begun a request and does not go on
    When the mock is told to end
    Then it ends with status 0

  Scenario: A healthcheck tells that the mock is ready
    Given a mock of its own
    When somebody runs "mockprofit healthcheck --control-address CONTROL"
    Then the status is 0
    And it says "ready"

  Scenario: A healthcheck tells why the mock is not ready
    Given a mock of its own with "--smtp 127.0.0.1:1"
    When somebody runs "mockprofit healthcheck --control-address CONTROL"
    Then the status is 1
    And it says "mail server 127.0.0.1:1 does not answer"

  Scenario: A healthcheck without a mock fails
    When somebody runs "mockprofit healthcheck --control-address 127.0.0.1:1"
    Then the status is 1
    And it says "not ready"

  Scenario Outline: mockprofit <line> is a wrong command line
    When somebody runs "mockprofit <line>"
    Then the status is 2
    And it says "<message>"

    Examples:
      | line                              | message                                                |
      | serve --colour red                | unknown flag                                           |
      | serve --log-format xml            | text                                                   |
      | dance                             | unexpected                                             |
      | serve --smtp foo                  | --smtp: expected host:port                             |
      | serve --address foo               | --address: expected host:port                          |
      | serve --control-address foo       | --control-address: expected host:port                  |
      | serve --control-address 0.0.0.0:0 | needs a control token                                  |
      | serve --setting foo=1             | --setting foo=1: unknown setting                       |
      | serve --setting refusals=loud     | --setting refusals=loud: expected one of fault, silent |
      | serve --maximum-body -1           | --maximum-body=-1                                      |
      | serve --maximum-body=-1           | expected a number of bytes above 0                     |
      | serve --empty --environments .    | expected --empty or --environments, got both           |
      | healthcheck --timeout 0s          | --timeout: expected a duration above 0                 |

  Scenario: The version is printed
    When somebody runs "mockprofit version"
    Then the status is 0
    And it says "mockprofit "
