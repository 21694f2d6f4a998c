Feature: Requesting an activation code again
  Users ask again when the e-mail is late. What a second request does to the
  first code is not published; the setting resend chooses.

  Background:
    Given a Profit environment

  @assumed
  Scenario: Two requests send two e-mails and only the later code works (setting resend: replace)
    When the program requests an activation code for "laptop"
    And the user receives an e-mail
    And the program requests an activation code for "laptop"
    And the user receives another e-mail
    Then the two e-mails hold different activation codes
    When the program redeems the activation code of the first e-mail
    Then Profit refuses with "De activeringscode is onjuist."
    When the program redeems the activation code of the second e-mail
    Then the program receives a token

  @assumed
  Scenario: The same code is e-mailed again (setting resend: repeat)
    Given the setting resend is "repeat"
    When the program requests an activation code for "laptop"
    And the user receives an e-mail
    And the program requests an activation code for "laptop"
    And the user receives another e-mail
    Then the two e-mails hold the same activation code

  @assumed
  Scenario: A second request sends nothing while a code is live (setting resend: ignore)
    Given the setting resend is "ignore"
    When the program requests an activation code for "laptop"
    And the user receives an e-mail
    And the program requests an activation code for "laptop"
    Then the answer is empty
    And no other e-mail was sent
    When the program redeems the activation code of the first e-mail
    Then the program receives a token

  @assumed
  Scenario: A repeated code keeps its lifetime (setting resend: repeat)
    Given the setting resend is "repeat"
    When the program requests an activation code for "laptop"
    And 14 minutes pass
    And the program requests an activation code for "laptop"
    And 1 minute passes
    And the program redeems the activation code
    Then Profit refuses with "De activeringscode is verlopen."
