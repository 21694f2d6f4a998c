@harness
Feature: Variables are checked

  Scenario Outline: <variables> is refused with what is allowed
    Given the feature file "green.feature":
      """
      Feature: Green
        Scenario: One
          Given a step that passes
      """
    When the suite runs with "<variables>"
    Then the run is refused
    And the run says "<message>"

    Examples:
      | variables                           | message                                 |
      | MAIL=pigeon                         | auto, container, process, external      |
      | MAIL=external                       | MAILHOG_SMTP                            |
      | MAILHOG_API=http://127.0.0.1:8025   | MAIL=external                           |
      | PARALLEL=many                       | a whole number from 1 to 1000           |
      | PARALLEL=0                          | a whole number from 1 to 1000           |
      | SEED=x                              | a whole number above 0                  |
      | TIMEOUT=soon                        | such as 30s                             |
      | RERUN=all                           | failed, or nothing                      |
      | RERUN=failed; FEATURES=features     | RERUN or FEATURES, got both             |
      | MOCK=http://127.0.0.1:8080          | MOCK and CONTROL together               |
      | MOCK=here; CONTROL=there            | an address such as http://127.0.0.1:8080 |
      | MAIL_FROM_MOCK=mailhog:1025         | MOCK and CONTROL                        |

  @own-server
  Scenario: A MailHog that is not there makes the run fail
    Given the feature file "flow.feature":
      """
      Feature: Flow
        Scenario: One
          Given a Profit environment
      """
    When the real suite runs with "MAIL=external; MAILHOG_SMTP=127.0.0.1:1; MAILHOG_API=http://127.0.0.1:1"
    Then the run fails
    And the run says "127.0.0.1:1"

  @own-server
  Scenario: A container that is asked for without a Docker engine makes the run fail, with a way out
    Given the feature file "flow.feature":
      """
      Feature: Flow
        Scenario: One
          Given a Profit environment
      """
    When the real suite runs with "MAIL=container; DOCKER_HOST=unix:///nowhere/docker.sock"
    Then the run fails
    And the run says "start the engine"
    And the run says "process"

  @own-server
  Scenario: A mock that is not there makes the run fail
    Given the feature file "flow.feature":
      """
      Feature: Flow
        Scenario: One
          Given a Profit environment
      """
    When the real suite runs with "MAIL=process; MOCK=http://127.0.0.1:1; CONTROL=http://127.0.0.1:1"
    Then the run fails
    And the run says "the mock does not answer"

  @own-server
  Scenario: A failed scenario shows its SOAP exchange and the e-mails of its user
    Given the feature file "flow.feature":
      """
      Feature: Flow
        Scenario: One
          Given a Profit environment
          When the program requests an activation code for "laptop"
          Then the user receives an e-mail
          And Profit refuses with "something else"
      """
    When the real suite runs with "MAIL=process"
    Then the run fails
    And the run says "<apiKey>"
    And the run says "GenerateOTPResponse"
    And the run says "Activatiecode: "
