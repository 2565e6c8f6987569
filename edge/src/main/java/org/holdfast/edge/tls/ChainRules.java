package org.holdfast.edge.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;

/// What a chain must be so that a client that knows the root alone accepts it (L81): every
/// certificate valid now and issued by the next one, nothing left out.
///
/// Whether the last one's issuer is a root is known for public authorities only. So a leaf alone is
/// accepted if it signed itself or its issuer is a root the JDK knows, and otherwise taken for one
/// whose intermediates were forgotten; whoever has a private root that issues leaves itself appends
/// that root. Of longer chains the last certificate is believed.
final class ChainRules {
  private ChainRules() {}

  /// What is wrong with the chain, leaf first, to follow a file's name; empty if nothing is.
  static Optional<String> fault(List<X509Certificate> chain, Instant now) {
    for (int i = 0; i < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      String which = i == 0 ? "a certificate" : "an intermediate certificate";
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      if (now.isAfter(until)) {
        return Optional.of("holds " + which + " that expired at " + until);
      }
      if (now.isBefore(from)) {
        return Optional.of("holds " + which + " that is not valid before " + from);
      }
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (!isIssuedBy(chain.get(i), chain.get(i + 1))) {
        return Optional.of(
            "is out of order: certificate %d is not issued by certificate %d (the leaf comes first)"
                .formatted(i + 1, i + 2));
      }
    }
    X509Certificate leaf = chain.getFirst();
    if (chain.size() == 1
        && !isIssuedBy(leaf, leaf)
        && !Roots.KNOWN.contains(leaf.getIssuerX500Principal())) {
      return Optional.of(
          "is incomplete: it lacks the certificate of the issuer, %s; use the full chain"
              .formatted(leaf.getIssuerX500Principal()));
    }
    return Optional.empty();
  }

  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// The names of the roots the JDK brings along; read on first use.
  private static final class Roots {
    static final Set<X500Principal> KNOWN = read();

    private static Set<X500Principal> read() {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
            .flatMap(m -> m instanceof X509TrustManager x ? Stream.of(x) : Stream.empty())
            .flatMap(m -> Arrays.stream(m.getAcceptedIssuers()))
            .map(X509Certificate::getSubjectX500Principal)
            .collect(Collectors.toUnmodifiableSet());
      } catch (GeneralSecurityException e) {
        return Set.of();
      }
    }
  }
}
