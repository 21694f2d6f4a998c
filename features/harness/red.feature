@harness
Feature: A run that proves nothing is red
  A suite that can't fail is worth nothing. These scenarios run the suite once
  more, over features that are broken on purpose.

  Scenario: A run in which everything passes is green
    Given the feature file "green.feature":
      """
      Feature: Green
        Scenario: One
          Given a step that passes
      """
    When the suite runs
    Then the run passes
    And the run says "PASSED: 1 scenario (1 passed)"
    And the run left the report "junit.xml" with "<testcase"
    And the run left the report "cucumber.json" with "passed"

  Scenario Outline: A step that is <what> makes the run fail
    Given the feature file "broken.feature":
      """
      Feature: Broken
        Scenario: One
          Given a step that passes
          And <step>
        Scenario: Two
          Given a step that passes
      """
    When the suite runs
    Then the run fails
    And the run says "<message>"
    And the run says "FAILED: of 2 scenarios 1"
    And the run says "make bdd RERUN=failed"
    And the run left the report "failed.txt" with "features/broken.feature:2"
    And the run left the report "junit.xml" with "<<element>"

    Examples:
      | what      | step                         | message                  | element |
      | failing   | a step that fails            | expected three, got four | failure |
      | undefined | a step that nobody has heard | is undefined             | error   |
      | pending   | a step that is pending       | is pending               | error   |
      | panicking | a step that panics           | out of order             | failure |
      | ambiguous | a step that is defined twice | ambiguous                | error   |

  Scenario: A scenario without steps makes the run fail
    Given the feature file "empty.feature":
      """
      Feature: Empty
        Scenario: One
        Scenario: Two
          Given a step that passes
      """
    When the suite runs
    Then the run fails
    And the run says "the scenario has no steps"

  Scenario: A failing row of an outline makes the run fail, and is named by its line
    Given the feature file "outline.feature":
      """
      Feature: Outline
        Scenario Outline: <result>
          Given a step that <result>

          Examples:
            | result |
            | passes |
            | fails  |
      """
    When the suite runs
    Then the run fails
    And the run left the report "failed.txt" with "features/outline.feature:8"

  Scenario: A feature file that can't be read is refused
    Given the feature file "wrong.feature":
      """
      Feature: Wrong
        Scenario: One
          Given a step that passes
        Sczenario: Two
      """
    When the suite runs
    Then the run is refused
    And the run says "wrong.feature"
