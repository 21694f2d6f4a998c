Feature: The clock of an environment
  A scenario moves the time of its environment and of no other. How long codes
  and tokens work is told with them.

  @mock
  Scenario: The clock shows the real time unless it is moved
    Given a Profit environment
    And the clock of the environment runs
    Then the clock of the environment shows the real time
