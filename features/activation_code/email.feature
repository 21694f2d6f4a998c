Feature: The e-mail with the activation code
  That the code is e-mailed, to whom, and that the subject contains the app
  connector's description is documented. The words of the e-mail are assumed.

  @assumed
  Scenario Outline: The e-mail is worded in the language of the environment
    Given a Profit environment in <language>
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And the subject of the e-mail is "<subject> CRM-koppeling"
    And the e-mail says "<lifetime>"

    Examples:
      | language | subject             | lifetime                                     |
      | Dutch    | Activatiecode voor  | De activatiecode is 15 minuten geldig.       |
      | English  | Activation code for | The activation code is valid for 15 minutes. |

  @assumed
  Scenario: The e-mail holds the code, the device and the lifetime, as text and as HTML
    Given a Profit environment in English
    And the setting activationCodeLifetime is "90m"
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And both parts of the e-mail hold the activation code
    And both parts of the e-mail say "laptop"
    And both parts of the e-mail say "1 hour and 30 minutes"

  @documented
  Scenario Outline: The subject contains the app connector's description whatever letters it is written in
    Given a Profit environment
    And the description of the app connector is "<app connector>"
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And the subject of the e-mail contains "<app connector>"

    Examples:
      | app connector     |
      | Café Zoë          |
      | Ελληνικά          |
      | 会計コネクタ            |
      | Tom & "Jerry" <3> |

  @assumed
  Scenario Outline: The e-mail says the device's description whatever letters it is written in
    Given a Profit environment
    When the program requests an activation code for "<device>"
    Then the user receives an e-mail
    And both parts of the e-mail say "<device>"

    Examples:
      | device              |
      | Jürgens Überkasse   |
      | телефон             |
      | 電話                  |
      | laptop <b>&amp;</b> |

  @assumed
  Scenario: A description can't add headers to the e-mail
    Given a Profit environment
    When the program requests an activation code for a description with line breaks:
      """
      laptop
      Bcc: somebody@example.com
      """
    Then the user receives an e-mail
    And the e-mail has no header "Bcc"
    And the e-mail goes to the user only

  @assumed
  Scenario: The e-mail bears the time of the environment
    Given a Profit environment
    And 40 days pass
    When the program requests an activation code for "laptop"
    Then the user receives an e-mail
    And the e-mail is dated now

  @assumed @own-server
  Scenario: An e-mail waits until the mail server is back
    Given a Profit environment
    And the mail server of the environment is down
    When the program requests an activation code for "laptop"
    Then the answer is empty
    And the outbox tells that the mail server could not be reached
    When the mail server of the environment is up again
    Then the user receives an e-mail
    And the outbox tells that the e-mail was delivered
    When the program redeems the activation code of the e-mail
    Then the program receives a token

  @assumed @own-server
  Scenario: Without a mail server of its own the mock keeps the e-mail in the outbox
    Given a mock of its own
    And a Profit environment
    And e-mails of the environment stay in the outbox
    When the program requests an activation code for "laptop"
    Then the answer is empty
    And the outbox holds an e-mail to the user with the activation code
