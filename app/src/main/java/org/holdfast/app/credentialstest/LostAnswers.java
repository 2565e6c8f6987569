package org.holdfast.app.credentialstest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Handed;
import org.holdfast.client.Retries;
import org.holdfast.credentials.nym.Network;

/// Two collectors that share keys and nothing else, answers that get lost after the request was
/// carried out, one collector killed in the middle and started again, and clients that retry at
/// whichever they happen upon.
///
/// Every client must end with the count of its accepted submissions: it registered once, each of
/// its submissions was verified in the end, none was proven twice in different words, and none went
/// without a proof.
public final class LostAnswers {
  private static final Network NETWORK = new Network("PT", "AS64501");
  private static final int CLIENTS_AT_ONCE = 4;
  private static final Retries RETRIES =
      new Retries(
          1_000, Duration.ofMillis(5), Duration.ofMillis(200), pause -> Thread.sleep(pause));

  private final Path directory;
  private final int submissions;
  private final int clients;
  private final int lostOfHundred;
  private final LossyTransport.Counts counts = new LossyTransport.Counts();
  private final AtomicLong verified = new AtomicLong();
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /// What came of it.
  ///
  /// @param submissions that clients were given to hand in
  /// @param verified of them
  /// @param requests with which they were handed in
  /// @param lost requests of any kind without an answer
  /// @param rightCounts clients whose credential says what was accepted of them
  /// @param plain requests without a proof
  /// @param forks proofs beyond one for each submission
  public record Outcome(
      int submissions,
      long verified,
      long requests,
      long lost,
      int clients,
      int rightCounts,
      long plain,
      long forks) {
    /// Whether nothing was lost but answers.
    public boolean isGood() {
      return verified == submissions && rightCounts == clients && plain == 0 && forks == 0;
    }

    @Override
    public String toString() {
      return "submissions=%d requests=%d unanswered=%d verified=%d right-counts=%d/%d plain=%d forks=%d"
          .formatted(submissions, requests, lost, verified, rightCounts, clients, plain, forks);
    }
  }

  private record ClientEnd(boolean isRight, long forks) {}

  /// @param directory to work in
  /// @param submissions in all, over all clients
  /// @param lostOfHundred how many of 100 answers are lost
  public LostAnswers(Path directory, int submissions, int clients, int lostOfHundred) {
    this.directory = directory;
    this.submissions = submissions;
    this.clients = clients;
    this.lostOfHundred = lostOfHundred;
  }

  /// Runs it.
  public Outcome run() throws IOException, InterruptedException {
    IssuerForTests issuer = IssuerForTests.create(directory, Clock.systemUTC());
    try (CollectorProcess first = issuer.collector(directory.resolve("collector-1"), "1");
        CollectorProcess second = issuer.collector(directory.resolve("collector-2"), "2");
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS_AT_ONCE)) {
      List<URI> collectors = List.of(first.url(), second.url());
      List<Future<ClientEnd>> ends = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        ends.add(threads.submit(() -> handIn(number, http, collectors)));
      }
      killInTheMiddle(first, ends);
      return outcome(ends);
    }
  }

  private ClientEnd handIn(int client, HttpClient http, List<URI> collectors)
      throws IOException, InterruptedException {
    LossyTransport transport = new LossyTransport(http, collectors, lostOfHundred, client, counts);
    int share = submissions / clients + (client < submissions % clients ? 1 : 0);
    long accepted = 0;
    try (CredentialStore store =
        CredentialStore.open(directory.resolve("client-" + client + ".credential"))) {
      CredentialClient credentials =
          new CredentialClient(store, transport, RETRIES, Clock.systemUTC(), new SecureRandom());
      for (int i = 0; i < share; i++) {
        Handed handed = credentials.submit(document(client, i), NETWORK);
        accepted += handed.isVerified() ? 1 : 0;
        verified.addAndGet(handed.isVerified() ? 1 : 0);
      }
      return new ClientEnd(store.count() == accepted, Math.max(0, transport.proofs() - share));
    }
  }

  private byte[] document(int client, int number) {
    String start = started.toString().replace('T', ' ').replace("Z", "");
    return ("{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"input\":\""
            + client
            + "-"
            + number
            + "\",\"measurement_start_time\":\""
            + start
            + "\",\"test_keys\":{}}")
        .getBytes(UTF_8);
  }

  private void killInTheMiddle(CollectorProcess victim, List<Future<ClientEnd>> ends)
      throws IOException, InterruptedException {
    while (verified.get() < submissions / 2 && !ends.stream().allMatch(Future::isDone)) {
      Thread.sleep(5);
    }
    victim.kill();
    victim.startAgain();
  }

  private Outcome outcome(List<Future<ClientEnd>> ends) throws InterruptedException {
    int right = 0;
    long forks = 0;
    for (Future<ClientEnd> end : ends) {
      try {
        right += end.get().isRight() ? 1 : 0;
        forks += end.get().forks();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a client gave up", e.getCause());
      }
    }
    return new Outcome(
        submissions,
        verified.get(),
        counts.requests().get(),
        counts.lost().get(),
        clients,
        right,
        counts.plain().get(),
        forks);
  }
}
