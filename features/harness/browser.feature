@harness @own-server
Feature: Scenarios that need a browser
  They are no reason to install one. Where there is none they are skipped, for
  everyone to see; but CI has to run them.

  Background:
    Given the feature file "pages.feature":
      """
      Feature: Pages
        @browser
        Scenario: One
          When somebody opens "tokenconnector.asmx" in a browser
        @browser
        Scenario: Two
          When somebody opens "tokenconnector.asmx" in a browser
        Scenario: Three
          Given a Profit environment
      """

  Scenario: Without a browser they are skipped, counted, and told with a way out
    When the real suite runs with "MAIL=process; PATH=/nowhere"
    Then the run passes
    And the run says "3 scenarios: 1 passed, 2 skipped"
    And the run says "2: no browser found"
    And the run says "install chromium, or set BROWSER_PROGRAM to one"

  Scenario: In CI they fail without a browser
    When the real suite runs with "MAIL=process; PATH=/nowhere; CI=true"
    Then the run fails
    And the run says "3 scenarios: 1 passed, 2 failed"
    And the run says "CI skips nothing for want of a browser"

  Scenario: A browser that is named has to be there
    When the real suite runs with "MAIL=process; BROWSER_PROGRAM=/nowhere/chromium"
    Then the run is refused
    And the run says "BROWSER_PROGRAM=/nowhere/chromium: expected a browser"
