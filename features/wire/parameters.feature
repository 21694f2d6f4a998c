Feature: Parameters that Profit never sees
  ASP.NET looks for parameters by name and namespace. What it does not find is
  null, and the operation runs all the same: nobody tells the program that what
  it sent was lost.

  Background:
    Given a Profit environment

  @aspnet
  Scenario Outline: Parameters <how> are null
    When a program calls GenerateOTP with "<body>"
    Then the answer is HTTP 500
    And Profit sees userId, apiKey, environmentKey and description as null
    And the hint "<rule>" says "<hint>"
    And no e-mail was sent

    # fixtures/asmx/194-par-nons
    # fixtures/asmx/195-par-wrongns
    # fixtures/asmx/196-par-case
    # fixtures/asmx/078-body-wrongns
    # fixtures/asmx/079-body-nons
    # fixtures/asmx/186-par-none
    Examples:
      | how                              | body                                                                                                                                                                                                            | rule                | hint                                                           |
      | in no namespace                  | <x:GenerateOTP xmlns:x='urn:Afas.Profit.Services'><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>d</description></x:GenerateOTP>                 | parameter-namespace | came in namespace '' where ASP.NET looks in 'urn:Afas.Profit.Services' |
      | in another namespace             | <GenerateOTP xmlns='urn:Afas.Profit.Services' xmlns:x='urn:x'><x:userId>{user}</x:userId><x:apiKey>{API key}</x:apiKey><x:environmentKey>{environment key}</x:environmentKey><x:description>d</x:description></GenerateOTP> | parameter-namespace | came in namespace 'urn:x'                             |
      | in another casing                | <GenerateOTP xmlns='urn:Afas.Profit.Services'><UserId>{user}</UserId><ApiKey>{API key}</ApiKey><EnvironmentKey>{environment key}</EnvironmentKey><Description>d</Description></GenerateOTP>                         | parameter-name      | upper and lower case count                                     |
      | of an operation in no namespace  | <GenerateOTP><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>d</description></GenerateOTP>                                                         | operation-element   | The element GenerateOTP in the Body has no namespace           |
      | of an operation elsewhere        | <GenerateOTP xmlns='urn:afas'><userId>{user}</userId></GenerateOTP>                                                                                                                                               | operation-element   | is in the namespace 'urn:afas'                                 |
      | that were left out               | <GenerateOTP xmlns='urn:Afas.Profit.Services'/>                                                                                                                                                                   | parameter-missing   | parameters userId, apiKey, environmentKey and description are missing |

  # fixtures/asmx/189-par-missing-last
  @aspnet
  Scenario: A parameter that is left out is null, which is not the empty text
    When a program calls GenerateOTP with
      """
      <GenerateOTP xmlns="urn:Afas.Profit.Services">
        <userId>{user}</userId><apiKey></apiKey><environmentKey>{environment key}</environmentKey>
      </GenerateOTP>
      """
    Then Profit sees
      | userId         | {user}            |
      | apiKey         | ""                |
      | environmentKey | {environment key} |
      | description    | null              |
    And the hint "parameter-missing" says "parameter description is missing"

  # fixtures/asmx/184-par-unknown-first
  # fixtures/asmx/185-par-unknown-middle
  @observed
  Scenario: The order is free, unknown elements are passed over, and prefixes don't matter
    When a program calls GenerateOTP with
      """
      <p:GenerateOTP xmlns:p="urn:Afas.Profit.Services">
        <p:password>secret<p:x/></p:password>
        <p:description>laptop</p:description>
        <p:environmentKey>{environment key}</p:environmentKey>
        <other xmlns="urn:other"/>
        <p:apiKey>{API key}</p:apiKey>
        <p:userId>{user}</p:userId>
      </p:GenerateOTP>
      """
    Then the answer is HTTP 200
    And the user receives an e-mail
    And there is no hint

  # fixtures/asmx/191-par-dup-last
  @aspnet
  Scenario: Of a parameter that comes twice the first counts
    When a program calls GenerateOTP with
      """
      <GenerateOTP xmlns="urn:Afas.Profit.Services">
        <userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey>
        <description>first</description><description>second</description>
      </GenerateOTP>
      """
    Then the answer is HTTP 200
    And Profit sees the description "first"
    And the hint "parameter-repeated" says "parameter description came more than once"

  # fixtures/asmx/178-body-two
  @aspnet
  Scenario: Of two operation elements the last counts
    When a program calls GenerateOTP with
      """
      <GenerateOTP xmlns="urn:Afas.Profit.Services"><description>first</description></GenerateOTP>
      <GenerateOTP xmlns="urn:Afas.Profit.Services"><description>second</description></GenerateOTP>
      """
    Then Profit sees the description "second"

  # fixtures/asmx/199-par-nil
  # fixtures/asmx/200-par-nil-content
  @aspnet
  Scenario Outline: xsi:nil is ignored, and the content counts ("<value>")
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><description xsi:nil='true'><value></description></GenerateOTP>"
    Then Profit sees the description "<value>"

    Examples:
      | value  |
      |        |
      | laptop |

  # fixtures/asmx/210-par-cdata
  # fixtures/asmx/211-par-entities
  @aspnet
  Scenario Outline: A value arrives as it is meant: <what>
    When a program calls GenerateOTP with "<GenerateOTP xmlns='urn:Afas.Profit.Services'><description><written></description></GenerateOTP>"
    Then Profit sees the description "<seen>"

    Examples:
      | what                  | written                 | seen          |
      | escaped               | a &lt;b&gt; &amp; c     | a <b> & c     |
      | in a CDATA section    | <![CDATA[a <b> & c]]>   | a <b> & c     |
      | character references  | caf&#233; &#x20AC;      | café €        |
      | blanks around it      | {blank}laptop           | {blank}laptop |
      | a line break          | my{CR LF}laptop         | my{LF}laptop  |

  # fixtures/asmx/214-par-child
  @aspnet
  Scenario: An element in a value takes its place, and what follows is lost
    When a program calls GenerateOTP with
      """
      <GenerateOTP xmlns="urn:Afas.Profit.Services">
        <userId><b>{user}</b></userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>d</description>
      </GenerateOTP>
      """
    Then the answer is HTTP 500
    And Profit sees
      | userId | {user} |
    And Profit sees apiKey, environmentKey and description as null
    And the hint "unescaped-xml" says "The value of userId is an element that was not escaped"

  # fixtures/asmx/218-par-token-escaped
  @documented
  Scenario Outline: DeleteToken takes the whole token, <how>
    Given the program has a token for "laptop"
    When a program calls DeleteToken with "<DeleteToken xmlns='urn:Afas.Profit.Services'><token><written></token></DeleteToken>"
    Then the answer is HTTP 200
    And there is no hint

    Examples:
      | how                | written              |
      | escaped            | {token, escaped}     |
      | in a CDATA section | <![CDATA[{token}]]>  |

  # fixtures/asmx/215-par-child-mixed
  @aspnet
  Scenario: A token that is not escaped earns a bare 400, the trap of this service
    Given the program has a token for "laptop"
    When a program calls DeleteToken with "<DeleteToken xmlns='urn:Afas.Profit.Services'><token>{token}</token></DeleteToken>"
    Then the answer is HTTP 400
    And the answer has no body
    And the hint "unescaped-xml" says "In the value of token stands XML that was not escaped"
