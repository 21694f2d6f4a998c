@mock @own-server
Feature: TLS and AFAS's host names
  AFAS Online speaks https only, and connectors have its addresses built in. A
  mock that speaks TLS is reached under these names once they resolve to this
  machine and the connector trusts the mock's CA.

  Scenario: A program reaches the mock under AFAS's own name
    Given a mock of its own that speaks TLS
    And a program that trusts its CA and reaches it as "12345.soap.afas.online"
    And a Profit environment
    When the program requests an activation code for "kassa 3"
    Then the answer is empty
    And the user receives an e-mail
    When the program redeems the activation code of the e-mail
    Then the program receives a token
    When the program asks for the version with the token for "kassa 3"
    Then the program receives the version

  Scenario Outline: The WSDL names the https address of <name>
    Given a mock of its own that speaks TLS
    And a program that trusts its CA and reaches it as "<name>"
    When a program gets "tokenconnector.asmx?WSDL"
    Then the answer is HTTP 200
    And the WSDL names the address at which it was asked for, ending in "/profitservices/tokenconnector.asmx"

    Examples:
      | name                         |
      | 12345.soap.afas.online       |
      | 12345.soaptest.afas.online   |
      | 12345.soapaccept.afas.online |
      | localhost                    |

  Scenario: The names are those that are given
    Given a mock of its own that speaks TLS with "--tls-name 67890.soap.afas.online --tls-name profit.example"
    When a program that trusts its CA connects to "profit.example"
    Then the connection succeeds
    When a program that trusts its CA connects to "12345.soap.afas.online"
    Then the connection fails because "certificate is valid for 67890.soap.afas.online, profit.example"

  Scenario: Plain HTTP is served beside TLS
    Given a mock of its own that speaks TLS
    And a program that speaks SOAP 1.1
    And a Profit environment
    When the program requests an activation code for "kassa 3"
    Then the answer is empty
    And the user receives an e-mail

  Scenario: Without --tls nothing is served over TLS
    Given a mock of its own
    Then it prints no address of TLS
    And the mock goes on

  Scenario: A program that does not trust the CA does not connect
    Given a mock of its own that speaks TLS
    When a program that does not trust its CA connects to "12345.soap.afas.online"
    Then the connection fails because "certificate signed by unknown authority"
    And the log says "The caller probably does not trust the mock's CA"
    And the mock goes on

  Scenario Outline: TLS <version> is spoken
    Given a mock of its own that speaks TLS
    When a program that trusts its CA connects with TLS <version>
    Then the connection succeeds

    Examples:
      | version |
      | 1.2     |
      | 1.3     |

  Scenario Outline: TLS <version> is refused, since nobody should speak it any more
    Given a mock of its own that speaks TLS
    When a program that trusts its CA connects with TLS <version>
    Then the connection fails because "protocol version not supported"
    And the mock goes on

    Examples:
      | version |
      | 1.0     |
      | 1.1     |

  Scenario: The CA is trusted once
    Given a mock of its own that speaks TLS
    When the mock is told to end
    And the mock is started again
    Then it says "which was made earlier, and once is enough"
    When a program that trusts the CA of the first start connects to "12345.soap.afas.online"
    Then the connection succeeds

  Scenario: The printed curl line works when pasted
    Given a mock of its own that speaks TLS
    Then the printed curl line for TLS, pasted into a shell, gets the WSDL

  Scenario Outline: How to trust the CA is printed for <platform>
    Given a mock of its own that speaks TLS
    Then it tells how to trust its CA in <platform>

    Examples:
      | platform |
      | curl     |
      | PHP      |
      | .NET     |
      | Java     |
      | Python   |
      | Node     |

  Scenario: A certificate that is given is presented
    Given the files "profit.crt" and "profit.key" with a certificate for "profit.example"
    And a mock of its own that speaks TLS with "--tls-certificate profit.crt --tls-key profit.key"
    When a program that trusts the certificate in "profit.crt" connects to "profit.example"
    Then the connection succeeds

  Scenario: A key that belongs to another certificate keeps the mock from starting
    Given the files "profit.crt" and "profit.key" with a certificate for "profit.example"
    And the files "other.crt" and "other.key" with a certificate for "profit.example"
    When a mock that speaks TLS is started with "--tls-certificate profit.crt --tls-key other.key"
    Then the mock does not start
    And it says "private key does not match public key"
    And it says "openssl pkey -pubout -in"
    And it says it in one line

  Scenario: Another name wants another CA, which the user decides on
    Given a mock of its own that speaks TLS
    When the mock is told to end
    And a mock that speaks TLS is started with "--tls-name profit.example"
    Then the mock does not start
    And it says "not for profit.example; choose another state folder, or delete"

  Scenario: A private key that others can read keeps the mock from starting
    Given a mock of its own that speaks TLS
    When the mock is told to end
    And the private key of the CA can be read by others
    And a mock that speaks TLS is started with ""
    Then the mock does not start
    And it says "expected that it can be read by nobody else"
    And it says "chmod 600"

  Scenario: A CA that is damaged keeps the mock from starting
    Given a mock of its own that speaks TLS
    When the mock is told to end
    And the certificate of the CA is damaged
    And a mock that speaks TLS is started with ""
    Then the mock does not start
    And it says "expected a certificate in PEM"
    And it says "to have a CA made anew, which must then be trusted anew"

  Scenario Outline: mockprofit serve <flags> is a wrong command line
    When somebody runs "mockprofit serve <flags>"
    Then the status is 2
    And it says "<message>"

    Examples:
      | flags                            | message                                                |
      | --tls-address 127.0.0.1:443      | --tls-address means nothing without --tls              |
      | --tls --tls-address 443          | --tls-address: expected host:port                      |
      | --tls --tls-name *.afas.online   | give names one by one without wildcards                |
      | --tls --tls-certificate a.pem    | expected --tls-certificate with --tls-key, got one     |
