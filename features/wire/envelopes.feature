Feature: Envelopes that ASP.NET does not take
  A message is refused by its media type, by its version, by what is in its
  Header, and by how it is built, in this order.

  # fixtures/asmx/110-ct-textplain
  # fixtures/asmx/104-soap11-soapxml
  @aspnet
  Scenario Outline: <what> earns a bare 415
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>                                 |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | {a good request}                       |
    Then the answer is HTTP 415
    And the answer has no body
    And the hint "media-type" says "<hint>"

    Examples:
      | what                         | type                                   | hint                                              |
      | plain text                   | text/plain; charset=utf-8              | The media type 'text/plain' is not one            |
      | XML of no kind               | application/xml                        | The media type 'application/xml' is not one       |
      | a blank before the semicolon | text/xml ; charset=utf-8               | A blank stands between the media type             |
      | SOAP 1.1 as SOAP 1.2         | application/soap+xml; charset=utf-8    | An envelope of SOAP 1.1 came with the media type of SOAP 1.2 |
      | an attachment                | multipart/related; type="text/xml"     | The envelope came with attachments                |

  # not captured: SoapServerProtocol.CheckHelperVersion
  @aspnet
  Scenario: SOAP 1.2 as text/xml is taken, and answered in SOAP 1.2
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | {a good request in SOAP 1.2}           |
    Then the answer is HTTP 200
    And the answer is in SOAP 1.2

  # fixtures/asmx/164-env-wrongns
  # fixtures/asmx/166-env-nons
  @aspnet
  Scenario Outline: An envelope in <what> is a version mismatch, and the answer says what would do
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                  |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP"   |
      | body         | <envelope>                               |
    Then the answer is HTTP 500
    And the answer contains "<faultcode>soap:VersionMismatch</faultcode>"
    And the answer contains "<soap12:SupportedEnvelope qname="soap12:Envelope""
    And the fault says "Possible SOAP version mismatch: Envelope namespace <shown> was unexpected. Expecting http://schemas.xmlsoap.org/soap/envelope/."
    And the hint "envelope-version" says "<hint>"

    Examples:
      | what              | envelope                                          | shown       | hint                                         |
      | another namespace | <Envelope xmlns="urn:no-soap"><Body/></Envelope>  | urn:no-soap | 'urn:no-soap', is that of no version of SOAP |
      | no namespace      | <Envelope><Body/></Envelope>                      |             | The root element has no namespace            |

  # fixtures/asmx/163-env-notenvelope-ns
  # fixtures/asmx/168-env-empty
  # fixtures/asmx/175-env-otherfirst
  @aspnet
  Scenario Outline: An envelope <how> is refused
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | <body>                                 |
    Then the answer is HTTP 500
    And the fault says "Server was unable to read request. ---> Request format is invalid: Missing required soap:<missing> element."
    And the hint "envelope-structure" says "<hint>"

    Examples:
      | how                         | body                                                                                                 | missing  | hint                            |
      | that is called otherwise    | <s:envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:envelope>               | Envelope | with a capital E                |
      | without a Body              | <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>                                    | Body     | There is no Body                |
      | with something before it    | <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><x/><s:Body/></s:Envelope>           | Body     | nothing but a Header before     |

  # fixtures/asmx/228-hdr-mu-actor
  # fixtures/asmx/108-soap12-mu
  @aspnet
  Scenario Outline: A header block that must be understood is refused in SOAP <version>, whoever it is meant for
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>                                 |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | <s:Envelope xmlns:s="<namespace>"><s:Header><Security xmlns="urn:wsse" s:mustUnderstand="1"/></s:Header><s:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"/></s:Body></s:Envelope> |
    Then the answer is HTTP 500
    And the answer contains "soap:MustUnderstand"
    And the fault says "SOAP header Security was not understood."
    And Profit is not asked
    And the hint "header-block" says "The block 'Security' in the SOAP Header is marked mustUnderstand"

    Examples:
      | version | type                                | namespace                                 |
      | 1.1     | text/xml; charset=utf-8             | http://schemas.xmlsoap.org/soap/envelope/ |
      | 1.2     | application/soap+xml; charset=utf-8 | http://www.w3.org/2003/05/soap-envelope   |

  # fixtures/asmx/221-hdr-empty
  @aspnet
  Scenario: Other header blocks, and a Header without any, are ignored
    Given a Profit environment
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | text/xml; charset=utf-8                |
      | SOAPAction   | "urn:Afas.Profit.Services/GenerateOTP" |
      | body         | <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><To xmlns="urn:wsa" s:mustUnderstand="0">you</To></s:Header><s:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"><userId>{user}</userId><apiKey>{API key}</apiKey><environmentKey>{environment key}</environmentKey><description>d</description></GenerateOTP></s:Body></s:Envelope> |
    Then the answer is HTTP 200
    And the user receives an e-mail

  @aspnet
  Scenario Outline: XML that is not well-formed earns a bare 400, and the mock knows why: <what>
    When a program calls GenerateOTP with "<body>"
    Then the answer is HTTP 400
    And the answer has no body
    And the hint "not-well-formed" says "<hint>"

    # fixtures/asmx/149-xml-mismatch
    # fixtures/asmx/153-xml-unbound
    # fixtures/asmx/154-xml-charref
    # fixtures/asmx/156-xml-entity-undef
    Examples:
      | what                    | body                                                                                          | hint                                        |
      | an ampersand            | <GenerateOTP><description>a & b</description></GenerateOTP>                                   | Write an ampersand in a value as &amp;.     |
      | an entity of HTML       | <GenerateOTP xmlns='urn:Afas.Profit.Services'><description>&euro;</description></GenerateOTP> | Reference to undeclared entity 'euro'       |
      | an undeclared prefix    | <x:GenerateOTP/>                                                                              | 'x' is an undeclared prefix                 |
      | tags in the wrong order | <GenerateOTP><description></GenerateOTP></description>                                        | does not match the end tag of 'GenerateOTP' |
      | a control character     | <GenerateOTP><description>&#1;</description></GenerateOTP>                                    | Leave out the control character             |

  # not captured: IIS does not decode requests
  @aspnet
  Scenario: A compressed body is not decoded
    When a program posts to "tokenconnector.asmx" with
      | Content-Type     | text/xml; charset=utf-8                |
      | Content-Encoding | gzip                                   |
      | SOAPAction       | "urn:Afas.Profit.Services/GenerateOTP" |
      | encoding         | gzip                                   |
      | body             | <a/>                                   |
    Then the answer is HTTP 400
    And the answer has no body
    And the hint "not-well-formed" says "The body is compressed"

  # fixtures/asmx/160-xxe-12
  @aspnet
  Scenario: An external entity is refused before anybody looks for it
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | application/soap+xml; charset=utf-8 |
      | body         | <!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>&b;</s:Body></s:Envelope> |
    Then the answer is HTTP 500
    And the fault says "Server was unable to process request. ---> DTD is prohibited in this XML document."
    And the hint "not-well-formed" says "Leave the document type declaration"

  # not captured: XmlTextWriter.WriteString
  @aspnet
  Scenario Outline: What a program sends never comes back as markup (<where>)
    When a program posts to "tokenconnector.asmx" with
      | Content-Type | <type>   |
      | SOAPAction   | <action> |
      | body         | <body>   |
    Then the answer is HTTP 500
    And the answer contains "&lt;script&gt;"
    And the answer does not contain "<script>"

    Examples:
      | where                | type                                    | action                                 | body                                                                                 |
      | the SOAPAction       | text/xml                                | <script>                               | <a/>                                                                                 |
      | the action parameter | application/soap+xml; action="<script>" |                                        | <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope> |
      | a namespace          | text/xml                                | "urn:Afas.Profit.Services/GenerateOTP" | <a xmlns="&lt;script>"/>                                                             |
