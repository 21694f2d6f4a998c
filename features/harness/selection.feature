@harness
Feature: Running a part of the features

  Background:
    Given the feature file "tags.feature":
      """
      Feature: Tags
        @one
        Scenario: One
          Given a step that passes
        @two
        Scenario: Two
          Given a step that passes
        @one @two
        Scenario: Both
          Given a step that fails
      """

  Scenario Outline: TAGS=<tags> runs <count>
    When the suite runs with "TAGS=<tags>"
    Then the run <result>
    And the run says "<count>"

    Examples:
      | tags                  | result | count       |
      | @one and not @two     | passes | 1 scenario: |
      | (@one or @two) and @one | fails | 2 scenarios: |
      | @one or @two          | fails  | 3 scenarios: |
      | not @one              | passes | 1 scenario: |

  Scenario: A tag expression that selects nothing makes the run fail
    When the suite runs with "TAGS=@nobody"
    Then the run is refused
    And the run says "@nobody"

  Scenario Outline: TAGS=<tags> is refused, since it would silently select something else
    When the suite runs with "TAGS=<tags>"
    Then the run is refused
    And the run says "tag expression"

    Examples:
      | tags         |
      | ~@one        |
      | @one && @two |
      | @one,@two    |
      | @one and     |
      | one          |
      | (@one        |

  Scenario: FEATURES with a line runs the scenario that stands there
    When the suite runs with "FEATURES=features/tags.feature:3"
    Then the run passes
    And the run says "1 scenario:"

  Scenario: FEATURES that don't exist are refused
    When the suite runs with "FEATURES=features/nowhere.feature"
    Then the run is refused
    And the run says "features/nowhere.feature"

  Scenario: RERUN=failed runs only what failed last time
    When the suite runs
    Then the run fails
    When the suite runs with "RERUN=failed"
    Then the run fails
    And the run says "1 scenario:"

  Scenario: RERUN=failed without a run before it is refused
    When the suite runs with "RERUN=failed"
    Then the run is refused
    And the run says "nothing failed last time"
