package org.holdfast.credentials.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.MismatchedKeysException;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.update.PendingUpdate;
import org.holdfast.credentials.update.UpdateIssuer;
import org.jspecify.annotations.Nullable;

/// A server and a client of ours that answer line by line, for `binding.py`, which has those of the
/// released Python binding. Both draw the same scalars each time, so that a conversation that was
/// written down can be had again.
final class BindingPeer {
  private static final Codec CODEC = new Bincode();

  private final List<IssuerKeys> keys;
  private final ScalarSource random = ScalarSource.seeded(new byte[32]);
  private IssuerKeys current;
  private @Nullable PendingRegistration registration;
  private @Nullable PendingSubmission submission;
  private @Nullable PendingUpdate update;
  private @Nullable Credential credential;

  /// A peer with an old key and a new one, each as its secret and its public half in base64.
  BindingPeer(String... keys) throws RefusalException, MismatchedKeysException {
    this.keys = List.of(keys(keys[0], keys[1]), keys(keys[2], keys[3]));
    this.current = this.keys.getFirst();
  }

  /// Talks over standard input and output until the input ends.
  public static void main(String[] arguments) throws Exception {
    BindingPeer peer = new BindingPeer(arguments);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(peer.answer(line));
    }
  }

  /// Does what a line says: `register`, `submit` and `update` are what a server is asked, the
  /// others what a client does.
  String answer(String line) throws IOException {
    String[] words = line.split(" ", -1);
    try {
      return switch (words[0]) {
        case "register" -> register(words[1], Long.parseLong(words[2]));
        case "submit" -> submit(words);
        case "update" -> update(words[1]);
        case "begin-registration" -> beginRegistration();
        case "complete-registration" -> completeRegistration(words[1], Long.parseLong(words[2]));
        case "begin-submission" -> beginSubmission(words);
        case "complete-submission" ->
            kept(begun(submission).complete(StrictBase64.decode("reply", words[1])));
        case "begin-update" -> beginUpdate();
        case "complete-update" ->
            kept(begun(update).complete(StrictBase64.decode("reply", words[1])));
        default -> throw new IOException("unknown: " + words[0]);
      };
    } catch (RefusalException e) {
      return "refused: " + e.getMessage();
    }
  }

  private String register(String request, long age) throws RefusalException {
    return StrictBase64.encode(
        new RegistrationIssuer(CODEC, keys.getFirst(), ReplyScalars.REPEATABLE)
            .register(StrictBase64.decode("request", request), age));
  }

  private String submit(String... words) throws RefusalException {
    RefusalException refusal = null;
    for (IssuerKeys key : keys) {
      try {
        return StrictBase64.encode(
            new SubmissionVerifier(CODEC, key, ReplyScalars.REPEATABLE)
                .verify(
                    context(words),
                    ProbeId.decode(words[7]),
                    StrictBase64.decode("request", words[8])));
      } catch (RefusalException e) {
        refusal = e;
      }
    }
    throw begun(refusal);
  }

  private String update(String request) throws RefusalException {
    return StrictBase64.encode(
        new UpdateIssuer(CODEC, keys.getFirst(), keys.getLast(), ReplyScalars.REPEATABLE)
            .update(StrictBase64.decode("request", request)));
  }

  private String beginRegistration() {
    PendingRegistration begun =
        PendingRegistration.begin(CODEC, keys.getFirst().parameters(), random);
    registration = begun;
    return StrictBase64.encode(begun.request());
  }

  private String completeRegistration(String reply, long today) throws RefusalException {
    return kept(begun(registration).complete(StrictBase64.decode("reply", reply), today));
  }

  private String beginSubmission(String... words) throws RefusalException {
    PendingSubmission begun =
        PendingSubmission.begin(CODEC, begun(credential), context(words), random);
    submission = begun;
    return begun.probeId().base64() + " " + StrictBase64.encode(begun.request());
  }

  private String beginUpdate() {
    PendingUpdate begun =
        PendingUpdate.begin(CODEC, begun(credential), keys.getLast().parameters(), random);
    update = begun;
    current = keys.getLast();
    return StrictBase64.encode(begun.request());
  }

  /// Keeps a credential and says how many submissions it counts, if it is a good one.
  private String kept(Credential received) {
    credential = received;
    return received.mac().isValid(received.attributes(), current.privateKey())
        ? "count " + received.attributes().count()
        : "the MAC does not hold";
  }

  private static SubmissionContext context(String... words) throws RefusalException {
    return new SubmissionContext(
        new Network(words[1], words[2]),
        MeasurementHash.decode(words[3]),
        new SubmissionPolicy(
            Long.parseLong(words[4]), Long.parseLong(words[5]), Long.parseLong(words[6])));
  }

  private static IssuerKeys keys(String secret, String published)
      throws RefusalException, MismatchedKeysException {
    return IssuerKeys.of(
        PrivateKey.decode(CODEC, StrictBase64.decode("secret", secret)),
        PublicParameters.decode(CODEC, StrictBase64.decode("public", published)));
  }

  private static <T> T begun(@Nullable T pending) {
    if (pending == null) {
      throw new IllegalStateException("nothing was begun");
    }
    return pending;
  }
}
