Feature: Requesting an activation code
  A program that wants a user token first asks Profit for an activation code.
  Profit answers nothing, and e-mails the code to the address recorded for the
  user.

  Background:
    Given a Profit environment

  @smoke @documented
  Scenario: An activation code is e-mailed to the address recorded for the user
    When the program requests an activation code for "laptop"
    Then the answer is empty
    And the user receives an e-mail
    And the e-mail holds an activation code

  @documented
  Scenario: The subject of the e-mail contains the description of the app connector
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And the subject of the e-mail contains "CRM-koppeling"

  @documented
  Scenario: The e-mailed activation code can be redeemed for a token
    When the program requests an activation code for "laptop"
    And the user receives an e-mail
    And the program redeems the activation code of the e-mail
    Then the program receives a token

  @documented
  Scenario: The description of the device is registered with the token
    When the program requests an activation code for "laptop van Anna"
    And the program redeems the activation code
    Then the app connector lists 1 user token
    And the user token "laptop van Anna" is listed for the user

  @assumed
  Scenario: The activation code has 8 digits unless the setting activationCodeLength says otherwise
    When the program requests an activation code for "laptop"
    Then the activation code has 8 digits

  @assumed
  Scenario: The setting activationCodeLength decides how long an activation code is
    Given the setting activationCodeLength is "6"
    When the program requests an activation code for "laptop"
    Then the activation code has 6 digits

  @documented
  Scenario: Only the user who asked receives the e-mail
    Given the environment also has the user "12345.bakker"
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And the user "12345.bakker" receives no e-mail

  @assumed
  Scenario Outline: A user id is found whatever its case (setting userIdCase)
    When the program requests an activation code for "laptop" as user "<user id>"
    Then the user receives an e-mail

    Examples:
      | user id      |
      | 12345.JANSEN |
      | 12345.Jansen |

  @assumed
  Scenario: The setting userIdCase can make the case of a user id count
    Given the setting userIdCase is "exact"
    When the program requests an activation code for "laptop" as user "12345.JANSEN"
    Then Profit refuses with "De gebruiker is onbekend."

  @assumed
  Scenario: Blanks and newlines around parameters don't count (setting trimParameters)
    When the program requests an activation code for "laptop" with blanks around its parameters
    Then the user receives an e-mail

  @assumed
  Scenario: The setting trimParameters can make blanks around parameters count
    Given the setting trimParameters is "false"
    When the program requests an activation code for "laptop" with blanks around its parameters
    Then Profit refuses with "De API key is onbekend."

  @documented
  Scenario: A code that was requested but not redeemed registers nothing
    When the program requests an activation code for "laptop"
    Then the app connector lists no user tokens
