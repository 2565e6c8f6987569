package org.holdfast.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.submission.SubmissionPolicy;

/// Hands measurements in with a credential: registers when there is none, moves to a new key when
/// the issuer has one, proves, and takes the next credential from each answer.
///
/// Write-ahead: before a request is sent, the store durably holds what it is made from. A request
/// whose answer is not known is sent again, the same bytes, before anything else is; so a
/// credential has one successor, whatever is lost. One exchange at a time; safe for concurrent use.
public final class CredentialClient {
  private static final int ATTEMPTS_MAX = 3;
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern ASN = Pattern.compile("AS[0-9]{1,10}");

  private final CredentialStore store;
  private final SecureRandom random;
  private final KnownManifest manifest;
  private final IssuerExchanges issuer;
  private final SubmissionExchange submissions;

  public CredentialClient(
      CredentialStore store,
      CollectorTransport transport,
      Retries retries,
      Clock clock,
      SecureRandom random) {
    var calls = new CollectorCalls(transport, retries);
    this.store = store;
    this.random = random;
    this.manifest = new KnownManifest(calls);
    this.issuer = new IssuerExchanges(store, calls, manifest, clock, random);
    this.submissions = new SubmissionExchange(store, calls, retries);
  }

  /// Hands a measurement in. When it returns the collector keeps it, verified or not.
  ///
  /// @param content the document, sent and proven as it stands
  /// @param network where it was made: its `probe_cc` and `probe_asn`
  /// @throws RefusedException if the collector will not take it
  /// @throws IOException if it could not be reached; calling again with the same goes on
  public synchronized Handed submit(byte[] content, Network network)
      throws IOException, InterruptedException {
    try {
      Optional<Handed> recovered = recover(Optional.of(content));
      if (recovered.isPresent()) {
        return recovered.get();
      }
    } catch (RefusedException e) {
      // What was begun has come to an end; it is nothing that this measurement should wait for.
    }
    Handed handed = new Handed("", "unverified", "");
    // An answer may tell that manifest or credential are not those of today, each at most once.
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Optional<Pending> prepared = Optional.empty();
      try {
        prepared = prepare(content, network);
      } catch (RefusedException e) {
        if (attempt == 0) {
          // Mostly a manifest that was replaced a moment ago.
          manifest.forget();
          continue;
        }
      }
      if (prepared.isEmpty()) {
        return plain(content);
      }
      handed = submissions.end(prepared.get());
      if (handed.error().equals(CredentialErrors.MANIFEST_NOT_FOUND)) {
        manifest.forget();
      } else if (handed.error().equals(CredentialErrors.CREDENTIAL_ERROR)) {
        store.replace(StoredState.EMPTY);
      } else {
        return handed;
      }
    }
    return handed;
  }

  /// Ends what a crash or an unreachable collector left begun.
  public synchronized void recover() throws IOException, InterruptedException {
    var _ = recover(Optional.empty());
  }

  /// @return what became of `content`, if it is what was begun
  private Optional<Handed> recover(Optional<byte[]> content)
      throws IOException, InterruptedException {
    Optional<Pending> begun = store.state().pending();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    switch (begun.get().kind()) {
      case REGISTRATION -> issuer.endRegistration(begun.get());
      case UPDATE -> issuer.endUpdate(begun.get());
      case SUBMISSION -> {
        Handed handed = submissions.end(begun.get());
        byte[] submitted = begun.get().submission().orElseThrow().content();
        boolean settled = handed.isVerified() || handed.isPending();
        return settled && content.filter(c -> Arrays.equals(c, submitted)).isPresent()
            ? Optional.of(handed)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Gets everything ready for a proof, and writes down that it will be made.
  ///
  /// @return empty if no proof can be made here: there is no issuer, or its policy is not met
  private Optional<Pending> prepare(byte[] content, Network network)
      throws IOException, InterruptedException {
    Optional<Manifest> current = manifest.current();
    Optional<SubmissionPolicy> policy = current.flatMap(m -> m.policy(network));
    if (current.isEmpty() || policy.isEmpty() || !isText(content) || !isNamed(network)) {
      return Optional.empty();
    }
    Optional<Credential> credential = issuer.credentialUnder(current.get());
    if (credential.isEmpty() || !meets(credential.get(), policy.get())) {
      return Optional.empty();
    }
    Pending pending =
        Pending.under(
            current.get(),
            Pending.Kind.SUBMISSION,
            Optional.of(new Pending.Submitted(content, network, policy.get())),
            random);
    store.replace(store.state().with(pending));
    return Optional.of(pending);
  }

  private Handed plain(byte[] content) throws IOException, InterruptedException {
    if (!isText(content)) {
      throw new RefusedException(400, "the measurement is not UTF-8");
    }
    return submissions.plain(content);
  }

  private static boolean isText(byte[] content) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// Only what is a country and a network can be proven; anything else could not be kept either.
  private static boolean isNamed(Network network) {
    return COUNTRY.matcher(network.cc()).matches() && ASN.matcher(network.asn()).matches();
  }

  private static boolean meets(Credential credential, SubmissionPolicy policy) {
    long age = credential.attributes().age();
    long count = credential.attributes().count();
    return policy.ages().isPresent()
        && policy.counts().isPresent()
        && age >= policy.ageFrom()
        && age < policy.ageTo()
        && count >= policy.minimumCount()
        && count < SubmissionPolicy.COUNT_TO;
  }
}
