Feature: What stands around a service
  Beside SOAP, ASP.NET answers at the address of a service with pages for
  people, a description for tools, and doors for calls without SOAP. Some of
  these doors are shut, or open to the machine itself only.

  Rule: A service tells people and tools about itself

    # not captured, since the pages are the mock's own: DocumentationServerProtocol
    @aspnet
    Scenario: The address of a service shows its operations
      When a program gets "tokenconnector.asmx"
      Then the answer is HTTP 200
      And the page says "The following operations are supported. For a formal definition, please review the Service Description."
      And the page lists the operations "DeleteToken, GenerateOTP, GetTokenFromOTP"

    # not captured: DiscoveryServerProtocolFactory, which leaves what it does not know to the pages
    @aspnet
    Scenario Outline: A query that means nothing (<query>) shows them too
      When a program gets "tokenconnector.asmx?<query>"
      Then the answer is HTTP 200
      And the page lists the operations "DeleteToken, GenerateOTP, GetTokenFromOTP"

      Examples:
        | query          |
        | anything       |
        | op=            |
        | wsdl&disco     |
        | sample=soap11  |

    # not captured, since the pages are the mock's own: DefaultWsdlHelpGenerator.aspx
    @aspnet
    Scenario: An operation has a page with samples of its messages
      When a program gets "tokenconnector.asmx?op=GetTokenFromOTP"
      Then the answer is HTTP 200
      And the page says "The following is a sample SOAP 1.1 request and response. The placeholders shown need to be replaced with actual values."
      And the page says "The following is a sample SOAP 1.2 request and response. The placeholders shown need to be replaced with actual values."
      And the page says "<otp>string</otp>"

    # not captured, since the pages are the mock's own: DefaultWsdlHelpGenerator.aspx
    @aspnet
    Scenario Outline: An operation that does not exist (<operation>) is told apart
      When a program gets "tokenconnector.asmx?op=<operation>"
      Then the answer is HTTP 200
      And the page says "Method Not Found"
      And the page says "Method '<name>' was not found in service TokenConnector."

      Examples:
        | operation                 | name                  |
        | Nope                      | Nope                  |
        | generateotp               | generateotp           |
        | %3Cscript%3Ex%3C/script%3E | <script>x</script>   |

    # as in fixtures/asmx/011-get-disco, 012-get-disco-upper
    @aspnet
    Scenario Outline: ?<query> leads discovery tools to the WSDL
      When a program gets "tokenconnector.asmx?<query>"
      Then the answer is HTTP 200
      And the discovery document names the WSDL and the address of "tokenconnector.asmx"

      Examples:
        | query |
        | disco |
        | DISCO |

    # as in fixtures/asmx/010-get-wsdl-extra
    @aspnet
    Scenario: The WSDL is there whatever else is asked
      When a program gets "tokenconnector.asmx?WSDL&x=1"
      Then the answer is HTTP 200
      And the WSDL describes the operation "DeleteToken" with the parameters "token"

    # as in fixtures/asmx/008-get-wsdl-named, 009-get-schema-named
    @aspnet
    Scenario Outline: A part of the description that does not exist (<query>) is an error
      When a program gets "tokenconnector.asmx?<query>"
      Then the answer is HTTP 500
      And the answer says nothing but "<message>"

      Examples:
        | query          | message                                    |
        | wsdl=wsdl1     | XML Web service description was not found. |
        | schema=schema1 | Schema not found.                          |

  Rule: Methods of HTTP that mean nothing to a service are turned away

    # not captured: WebServiceHandlerFactory.CoreGetHandler
    @aspnet
    Scenario Outline: <method> of a service is not allowed
      When a program sends <method> to "tokenconnector.asmx"
      Then the answer is HTTP 405
      And the journal tells that it was turned away because "Request format is unrecognized."

      Examples:
        | method |
        | HEAD   |
        | PUT    |
        | DELETE |
        | PATCH  |

    # not captured: WebServiceHandlerFactory.CoreGetHandler
    @aspnet
    Scenario: PUT of an operation is an error
      When a program sends PUT to "tokenconnector.asmx/DeleteToken"
      Then the answer is HTTP 500
      And the page says "Request format is unrecognized for URL unexpectedly ending in '/DeleteToken'."

    # not captured: IIS answers it before ASP.NET
    @aspnet
    Scenario: OPTIONS tells the methods that the web server knows
      When a program sends OPTIONS to "tokenconnector.asmx"
      Then the answer is HTTP 200
      And the answer allows the methods "OPTIONS, TRACE, GET, HEAD, POST"
      And the answer has no body

    # not captured: WebServiceHandlerFactory.CoreGetHandler
    @aspnet
    Scenario: A slash too many is an error
      When a program gets "tokenconnector.asmx/"
      Then the answer is HTTP 500
      And the page says "Request format is unrecognized for URL unexpectedly ending in '/'."

  Rule: Forms are for callers on the mock's own machine

    # as in fixtures/asmx/default-003-httppost-local, for a call that succeeds;
    # what a form lacks is told as in 047-httppost-emptybody
    @aspnet
    Scenario: A form from the machine itself reaches the operation
      When a program on the mock's machine posts the form "userId=12345.jansen" to "tokenconnector.asmx/GenerateOTP"
      Then the answer is HTTP 500
      And the answer says nothing but "Missing parameter: apiKey."

    # not captured: HttpPostLocalhostServerProtocolFactory
    @aspnet @own-server
    Scenario: A form from another machine does not
      Given a mock that is asked from another machine
      When a program posts the form "token=x" to "tokenconnector.asmx/DeleteToken"
      Then the answer is HTTP 500
      And the page says "Request format is unrecognized for URL unexpectedly ending in '/DeleteToken'."

    # not captured: DefaultWsdlHelpGenerator.aspx
    @aspnet @own-server
    Scenario: A caller from another machine is told that there is no form
      Given a mock that is asked from another machine
      When a program gets "tokenconnector.asmx?op=DeleteToken"
      Then the page says "The test form is only available for requests from the local machine."
      And the page has no test form

  Rule: The other doors are shut until somebody opens them

    # not captured: HttpGetServerProtocolFactory is off by default
    @aspnet
    Scenario: An operation can't be called by GET
      When a program gets "tokenconnector.asmx/DeleteToken?token=x"
      Then the answer is HTTP 500
      And the page says "Request format is unrecognized for URL unexpectedly ending in '/DeleteToken'."

    # as in fixtures/asmx/029-httpget-missing, 035-httpget-unknown, 039-httpget-deeper
    @aspnet @own-server
    Scenario Outline: GET of <path> with HttpGet switched on
      Given a mock of its own with "--protocols HttpSoap,HttpGet"
      When a program gets "tokenconnector.asmx/<path>"
      Then the answer is HTTP 500
      And the answer says nothing but "<message>"

      Examples:
        | path                         | message                                                |
        | GenerateOTP?userId=ok        | Missing parameter: apiKey.                             |
        | Bestaatniet                  | Bestaatniet Web Service method name is not valid.      |
        | GenerateOTP/meer?userId=ok   | GenerateOTP/meer Web Service method name is not valid. |
