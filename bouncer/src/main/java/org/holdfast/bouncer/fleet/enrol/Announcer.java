package org.holdfast.bouncer.fleet.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HeartbeatFormat;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tells the directory about this node, again and again until it is closed, whatever becomes of the
/// answers: to one bouncer as long as it takes heartbeats, then to the next. A node that the
/// directory does not know makes first contact if it has a token.
///
/// One thread of its own sends; a change of state can be told at once with [#announceNow].
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
  private static final long BOOT_MAX = 1L << 50;

  /// What does not change while a node runs.
  ///
  /// @param token for the first contact, read anew each time it is needed; empty if there is none
  /// @param keepBoot keeps the number of this start where the directory asked for a larger one
  public record Settings(
      NodeName node,
      String fleet,
      NodeKey key,
      long boot,
      List<URI> directories,
      Duration every,
      Supplier<Optional<EnrolmentToken>> token,
      BootKeeping keepBoot) {
    public Settings {
      directories = List.copyOf(directories);
    }
  }

  /// Keeps the number of a start.
  @FunctionalInterface
  public interface BootKeeping {
    void keep(long boot) throws IOException;
  }

  private final Settings settings;
  private final Supplier<Optional<SelfPortrait>> self;
  private final Clock clock;
  private final RandomGenerator random;
  private final HttpClient http;
  private final Thread thread;
  private volatile Optional<Wanted> wanted = Optional.empty();
  private volatile String trouble = "the directory has not answered yet";
  private String toldTrouble = "";
  private long boot;
  private long sequence;
  private int directory;

  private Announcer(
      Settings settings,
      Supplier<Optional<SelfPortrait>> self,
      Clock clock,
      RandomGenerator random) {
    this.settings = settings;
    this.self = self;
    this.clock = clock;
    this.random = random;
    this.boot = settings.boot();
    this.directory = random.nextInt(settings.directories().size());
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_WITHIN)
            .build();
    this.thread = Thread.ofVirtual().name("fleet-announcer").unstarted(this::run);
  }

  /// @param self what to say; empty while another process speaks for this node
  public static Announcer start(
      Settings settings,
      Supplier<Optional<SelfPortrait>> self,
      Clock clock,
      RandomGenerator random) {
    Announcer announcer = new Announcer(settings, self, clock, random);
    announcer.thread.start();
    return announcer;
  }

  /// What operators want of this node, as far as a directory has told.
  public Optional<Wanted> wanted() {
    return wanted;
  }

  /// What keeps the directory from hearing this node; empty if nothing does.
  public List<String> notes() {
    return trouble.isEmpty() ? List.of() : List.of("fleet: " + trouble);
  }

  private void run() {
    try {
      while (true) {
        try {
          announce();
        } catch (RuntimeException e) {
          trouble = "a fault of its own: " + e;
          LOG.error("A heartbeat could not be made", e);
        }
        // A fleet that starts together shall not speak together for ever.
        Thread.sleep(settings.every().multipliedBy(80 + random.nextInt(41)).dividedBy(100));
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// Sends one heartbeat, to the first directory that takes it.
  public synchronized void announceNow() throws InterruptedException {
    announce();
  }

  private synchronized void announce() throws InterruptedException {
    Optional<SelfPortrait> now = self.get();
    if (now.isEmpty()) {
      return;
    }
    Optional<String> failure = Optional.empty();
    for (int tries = 0; tries < settings.directories().size(); tries++) {
      failure = announceTo(settings.directories().get(directory), now.get());
      if (failure.isEmpty()) {
        break;
      }
      directory = (directory + 1) % settings.directories().size();
    }
    trouble = failure.orElse("");
    if (!trouble.equals(toldTrouble)) {
      toldTrouble = trouble;
      if (trouble.isEmpty()) {
        LOG.info("The fleet directory hears this node");
      } else {
        LOG.warn("The fleet directory does not hear this node: {}", trouble);
      }
    }
  }

  /// @return why it was not heard; empty if it was
  private Optional<String> announceTo(URI target, SelfPortrait now) throws InterruptedException {
    try {
      byte[] body = HeartbeatFormat.write(heartbeat(now));
      HttpResponse<byte[]> answer =
          post(target, HeartbeatRoutes.HEARTBEAT, HeartbeatRoutes.HEARTBEAT_PURPOSE, body);
      JsonNode said = said(answer.body());
      if (answer.statusCode() == 200) {
        wanted = Wanted.parse(said.path("wanted").stringValue(""));
        return Optional.empty();
      }
      String error = said.path("error").stringValue("");
      return switch (error) {
        case "no-key-yet", "forged" -> contact(target, error);
        case "stale" -> catchUp(said.path("boot").asLong(0));
        default ->
            Optional.of(
                answer.statusCode() + " " + error + " " + said.path("detail").stringValue(""));
      };
    } catch (IOException e) {
      return Optional.of(target + ": " + e);
    }
  }

  private Heartbeat heartbeat(SelfPortrait now) {
    return new Heartbeat(
        settings.node(),
        settings.fleet(),
        boot,
        ++sequence,
        clock.instant(),
        now.state(),
        now.version(),
        now.roles(),
        now.capacity(),
        now.load(),
        now.addresses());
  }

  private Optional<String> contact(URI target, String why)
      throws IOException, InterruptedException {
    Optional<EnrolmentToken> token = settings.token().get();
    if (token.isEmpty()) {
      return Optional.of(why + ", and there is no token to make first contact with");
    }
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put("v", 1)
            .put("token", token.get().textForItsFileOnly())
            .put("public_key", settings.key().known().base64())
            .toString()
            .getBytes(UTF_8);
    HttpResponse<byte[]> answer =
        post(target, HeartbeatRoutes.FIRST_CONTACT, HeartbeatRoutes.FIRST_CONTACT_PURPOSE, body);
    return answer.statusCode() == 200
        ? Optional.of("first contact is made, the next heartbeat will be heard")
        : Optional.of("first contact: " + said(answer.body()).path("error").stringValue(""));
  }

  /// The file with the number of the last start was lost and the clock stands behind it.
  private Optional<String> catchUp(long heard) throws IOException {
    if (heard > boot && heard < BOOT_MAX) {
      settings.keepBoot().keep(heard + 1);
      boot = heard + 1;
      return Optional.of("an earlier start had a larger number; going on with one after it");
    }
    return Optional.of("stale; does another process use this node's key?");
  }

  private HttpResponse<byte[]> post(URI target, String path, String purpose, byte[] body)
      throws IOException, InterruptedException {
    String signature = Base64.getEncoder().encodeToString(settings.key().sign(purpose, body));
    return http.send(
        HttpRequest.newBuilder(target.resolve(path))
            .timeout(ANSWER_WITHIN)
            .header("Content-Type", "application/json")
            .header(HeartbeatRoutes.SIGNATURE, signature)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static JsonNode said(byte[] body) {
    try {
      return BoundedJson.readTree(body, HeartbeatFormat.BYTES_MAX);
    } catch (UnreadableJsonException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /// Says nothing more. Who wants a last word says it first, with [#announceNow].
  @Override
  public void close() {
    thread.interrupt();
    http.shutdownNow();
  }
}
