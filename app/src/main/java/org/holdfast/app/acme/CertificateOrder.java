package org.holdfast.app.acme;

import java.io.IOException;
import java.security.KeyPair;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.holdfast.app.config.AcmeConfig;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/// One conversation with an authority (RFC 8555 section 7): account, order, validations, issue.
final class CertificateOrder {
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

  static {
    // The library builds certificates for tls-alpn-01 with this provider. Added last, so that TLS
    // and
    // everything else go on with the JDK's own.
    Security.addProvider(new BouncyCastleProvider());
  }

  private final AcmeConfig config;
  private final AcmeDirectory directory;

  CertificateOrder(AcmeConfig config, AcmeDirectory directory) {
    this.config = config;
    this.directory = directory;
  }

  /// Obtains a certificate for a new key and keeps both as the listener's pair.
  ///
  /// @throws AcmeException if the authority refuses, or cannot be reached
  /// @throws IOException if a file of ours cannot be read or written
  void fulfil(String listener) throws AcmeException, IOException, InterruptedException {
    Order order = account().newOrder().domains(config.domains()).create();
    List<Answer> answers = new ArrayList<>();
    try {
      for (Authorization authorization : order.getAuthorizations()) {
        if (authorization.getStatus() != Status.VALID) {
          validate(authorization, answers);
        }
      }
      expect(Status.READY, order.waitUntilReady(ANSWERS_WITHIN), order::getError, "the order");
      KeyPair key = Keys.generate();
      order.execute(key);
      expect(Status.VALID, order.waitForCompletion(ANSWERS_WITHIN), order::getError, "the order");
      directory.keep(listener, key, order.getCertificate().getCertificateChain());
    } finally {
      for (Answer answer : answers) {
        answer.remove();
      }
    }
  }

  private Account account() throws IOException, AcmeException {
    Session session = Authority.session(config.directory(), config.authorityRoots());
    AccountBuilder account =
        new AccountBuilder()
            .agreeToTermsOfService()
            .useKeyPair(directory.accountKey(config.directory()));
    config.contact().ifPresent(account::addContact);
    // Answers with the account that exists, where this key has one.
    return account.create(session);
  }

  private void validate(Authorization authorization, List<Answer> answers)
      throws AcmeException, IOException, InterruptedException {
    Challenge challenge =
        switch (config.challenge()) {
          case HTTP_01 -> answerOverHttp(authorization, answers);
          case TLS_ALPN_01 -> answerOverTls(authorization, answers);
        };
    challenge.trigger();
    String what = "the validation of " + authorization.getIdentifier().getDomain();
    Status status = authorization.waitForCompletion(ANSWERS_WITHIN);
    if (status != Status.VALID) {
      challenge.fetch();
    }
    expect(Status.VALID, status, challenge::getError, what);
  }

  private Challenge answerOverHttp(Authorization authorization, List<Answer> answers)
      throws AcmeException, IOException {
    Http01Challenge challenge =
        authorization
            .findChallenge(Http01Challenge.class)
            .orElseThrow(() -> new AcmeException("the authority offers no http-01"));
    directory.putHttpAnswer(challenge.getToken(), challenge.getAuthorization());
    answers.add(() -> directory.removeHttpAnswer(challenge.getToken()));
    return challenge;
  }

  private Challenge answerOverTls(Authorization authorization, List<Answer> answers)
      throws AcmeException, IOException {
    TlsAlpn01Challenge challenge =
        authorization
            .findChallenge(TlsAlpn01Challenge.class)
            .orElseThrow(() -> new AcmeException("the authority offers no tls-alpn-01"));
    String domain = authorization.getIdentifier().getDomain();
    KeyPair key = Keys.generateRsa();
    directory.putValidationCertificate(
        domain, key, challenge.createCertificate(key, authorization.getIdentifier()));
    answers.add(() -> directory.removeValidationCertificate(domain));
    return challenge;
  }

  private static void expect(
      Status expected, Status actual, Supplier<Optional<Problem>> problem, String what)
      throws AcmeException {
    if (actual != expected) {
      String why = problem.get().map(p -> ": " + p).orElse("");
      throw new AcmeException(what + " is " + actual + why);
    }
  }

  /// What an authority is answered with while it validates.
  private interface Answer {
    void remove() throws IOException;
  }
}
