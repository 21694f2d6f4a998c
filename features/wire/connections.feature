Feature: Connections
  What HTTP/1.1 allows on a connection works, as it does with IIS.

  Background:
    Given a Profit environment

  # not captured: RFC 9112, 7.1
  @aspnet
  Scenario: A body may come in chunks
    When a program sends a good request in chunks
    Then the answer is HTTP 200
    And the user receives an e-mail

  @observed
  Scenario: A program that asks whether to go on is told so
    When a program sends a good request with "Expect: 100-continue"
    Then the mock asks for the body before it comes
    And the answer is HTTP 200
    And the user receives an e-mail

  # not captured: RFC 9112, 9.3.2
  @aspnet
  Scenario: Requests that are sent all at once are answered one after the other
    When a program sends 3 good requests at once
    Then there are 3 answers with HTTP 200

  @observed
  Scenario: A program that closes the connection is told that it is closed
    When a program sends a good request with "Connection: close"
    Then the answer is HTTP 200
    And the answer has the header "Connection: close"
    And the connection is closed

  # not captured: RFC 9112, 2.3
  @aspnet
  Scenario: HTTP/1.0 is spoken
    When a program sends a good request in HTTP/1.0
    Then the answer is HTTP 200
    And the connection is closed
    And the user receives an e-mail

  # not captured: RFC 9112, 2.2
  @aspnet
  Scenario: What is no HTTP is answered with 400, and the connection is closed
    When a program sends "this is no HTTP"
    Then the answer is HTTP 400
    And the connection is closed
    And the mock goes on
