Feature: The clock of an environment

  @assumed
  Scenario: The clock shows the real time unless it is moved
    Given a Profit environment
    And the clock of the environment runs
    Then the clock of the environment shows the real time

  @assumed
  Scenario Outline: A code works <when> its lifetime of 15 minutes ends (setting activationCodeLifetime)
    Given a Profit environment
    And the program requested an activation code for "laptop"
    When <time> pass
    And the program redeems the activation code
    Then the program receives a token

    Examples:
      | when             | time                      |
      | a second before  | 14 minutes and 59 seconds |
      | long before      | 1 minute and 2 seconds    |
