@harness
Feature: A run that is ended early

  Scenario: A scenario that takes too long fails
    Given the feature file "slow.feature":
      """
      Feature: Slow
        Scenario: One
          Given a step that never ends
        Scenario: Two
          Given a step that passes
      """
    When the suite runs with "TIMEOUT=100ms"
    Then the run fails
    And the run says "the scenario took longer than 100ms; set TIMEOUT to allow more"
    And the run says "2 scenarios: 1 passed, 1 failed"

  Scenario: A run that takes too long is ended
    Given the feature file "slow.feature":
      """
      Feature: Slow
        Scenario: One
          Given a step that never ends
      """
    When the suite runs with "TIMEOUT=30s,100ms"
    Then the run fails
    And the run says "the run took longer than 100ms"

  Scenario: Ctrl-C ends a run in order, with its reports
    Given the feature file "slow.feature":
      """
      Feature: Slow
        Scenario: One
          Given a step that never ends
      """
    When the suite is interrupted while it runs
    Then the run fails
    And the run says "interrupted"
    And the run left the report "junit.xml" with "<testcase"

  @own-server
  Scenario: Scenarios that need a server of their own are skipped, and counted, when the mock ran already
    Given a mock of its own
    And the feature file "both.feature":
      """
      Feature: Both
        @assumed
        Scenario: One
          Given a Profit environment
          When the program requests an activation code for "laptop"
          Then the answer is empty
          And the user receives an e-mail
        @own-server @assumed
        Scenario: Two
          Given a mock of its own
      """
    When the real suite runs against that mock with "MAIL=process"
    Then the run passes
    And the run says "2 scenarios: 1 passed, 1 skipped"
    And the run says "needs a server of its own"
    And the run says "one that ran already"
