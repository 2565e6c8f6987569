package org.holdfast.app.credentialstest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.client.CollectorTransport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends each request of one client to one of several collectors, as chance will, and loses answers
/// after the requests were carried out; and notes what is sent. Used by one thread.
final class LossyTransport implements CollectorTransport {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUBMIT = "/api/v1/submit_measurement";

  private final List<CollectorTransport> collectors;
  private final int lostOfHundred;
  private final Random luck;
  private final Counts counts;
  private final Set<String> proofs = new HashSet<>();

  /// What all clients did together.
  ///
  /// @param requests submissions that were sent
  /// @param lost for how many of all requests no answer came
  /// @param plain submissions without a proof
  record Counts(AtomicLong requests, AtomicLong lost, AtomicLong plain) {
    Counts() {
      this(new AtomicLong(), new AtomicLong(), new AtomicLong());
    }
  }

  LossyTransport(
      HttpClient http, List<URI> collectors, int lostOfHundred, long seed, Counts counts) {
    this.collectors =
        collectors.stream().map(collector -> CollectorTransport.http(http, collector)).toList();
    this.lostOfHundred = lostOfHundred;
    this.luck = new Random(seed);
    this.counts = counts;
  }

  @Override
  public Answer ask(String path, Optional<byte[]> body) throws IOException, InterruptedException {
    CollectorTransport collector = collectors.get(luck.nextInt(collectors.size()));
    boolean isLost = body.isPresent() && luck.nextInt(100) < lostOfHundred;
    if (path.equals(SUBMIT)) {
      note(body.orElseThrow());
    }
    try {
      Answer answer = collector.ask(path, body);
      if (isLost) {
        throw new IOException("carried out, and the answer lost");
      }
      return answer;
    } catch (IOException e) {
      counts.lost().incrementAndGet();
      throw e;
    }
  }

  private void note(byte[] body) {
    counts.requests().incrementAndGet();
    JsonNode proof = JSON.readTree(new String(body, StandardCharsets.UTF_8)).path("zkp_request");
    if (proof.isString()) {
      var _ = proofs.add(proof.stringValue());
    } else {
      counts.plain().incrementAndGet();
    }
  }

  /// How many different proofs were sent: one for each submission, or the credential has forked.
  int proofs() {
    return proofs.size();
  }
}
