Feature: The pages for people
  Whoever opens a service in a browser finds its operations, can try each of
  them, and can take a sample of its request along.

  Rule: An operation can be tried in a form, by whoever sits at the mock's own machine

    Background:
      Given a Profit environment

    # fixtures/asmx/default-003-httppost-local
    @aspnet @browser
    Scenario: An activation code is requested by a form
      When somebody opens "tokenconnector.asmx" in a browser
      And follows the link "GenerateOTP"
      And fills in the form to request an activation code for "laptop"
      And clicks "Invoke"
      Then the user receives an e-mail
      And the e-mail holds an activation code

    # fixtures/asmx/default-003-httppost-local
    @aspnet @browser
    Scenario: A token with its tags, pasted into the form, is deleted
      Given the program has a token for "laptop"
      When somebody opens "tokenconnector.asmx" in a browser
      And follows the link "DeleteToken"
      And pastes the token for "laptop", tags included, into the field "token"
      And clicks "Invoke"
      Then the app connector lists no user tokens

    # fixtures/asmx/045-httppost-string
    @aspnet @browser
    Scenario: The answer to a form is shown
      Given the program has a token for "laptop"
      When somebody opens "appconnectorversioninfo.asmx?op=GetProductVersion" in a browser
      And pastes the token for "laptop", tags included, into the field "token"
      And clicks "Invoke"
      Then the page says "22.22.5"

    # fixtures/asmx/055-httppost-fault
    @aspnet @browser
    Scenario: A refusal is shown by its message alone
      Given the user is blocked
      When somebody opens "tokenconnector.asmx?op=GenerateOTP" in a browser
      And fills in the form to request an activation code for "laptop"
      And clicks "Invoke"
      Then the page says "De gebruiker is geblokkeerd."
      And no e-mail was sent

    @mock @browser
    Scenario: The keyboard is enough
      When somebody opens "tokenconnector.asmx" in a browser
      And goes to "GenerateOTP" with the Tab key and presses Enter
      And fills in the form to request an activation code for "laptop" with the keyboard
      And goes to "Invoke" with the Tab key and presses Enter
      Then the user receives an e-mail

  Rule: Callers from another machine find no form

    # not captured: DefaultWsdlHelpGenerator.aspx
    @aspnet @browser @own-server
    Scenario: The page says why there is no form
      Given a mock that is asked from another machine
      When somebody opens "tokenconnector.asmx" in a browser
      And follows the link "GenerateOTP"
      Then the page says "The test form is only available for requests from the local machine."
      And the page has no test form

  Rule: The samples work

    @mock @browser
    Scenario Outline: A sample for SOAP <version>, downloaded and filled in, requests an activation code
      Given a Profit environment
      When somebody opens "tokenconnector.asmx?op=GenerateOTP" in a browser
      And downloads the XML example file for SOAP <version>
      Then the file is called "<file>"
      When somebody fills it in to request an activation code for "laptop" and sends it as SOAP <version>
      Then the answer is HTTP 200
      And the user receives an e-mail

      Examples:
        | version | file                   |
        | 1.1     | GenerateOTP-soap11.xml |
        | 1.2     | GenerateOTP-soap12.xml |

    @mock
    Scenario: A sample that does not exist is told apart from one that does
      When a program gets "tokenconnector.asmx?op=GenerateOTP&sample=soap13"
      Then the answer is HTTP 404
      And the page says "Sample 'soap13' was not found for method 'GenerateOTP'. Expected 'soap11' or 'soap12'."

  Rule: The pages can be read everywhere

    @mock @browser
    Scenario: Every page fits a phone, and says that it is a mock's
      When somebody opens these pages on a phone
        | tokenconnector.asmx                               |
        | tokenconnector.asmx?op=GenerateOTP                |
        | tokenconnector.asmx?op=GetTokenFromOTP            |
        | tokenconnector.asmx?op=DeleteToken                |
        | tokenconnector.asmx?op=AnOperationWithANameThatIsLongAndHasNoPlaceToBreakIt |
        | appconnectorversioninfo.asmx                      |
        | appconnectorversioninfo.asmx?op=GetProductVersion |
        | tokenconnector.asmx/                              |
        | nowhere.asmx                                      |
      Then none of them is wider than the phone
      And each of them says "This is a mock for tests, not the real service."
