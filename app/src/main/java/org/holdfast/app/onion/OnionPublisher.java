package org.holdfast.app.onion;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.config.OnionServiceConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one listener published as an onion service until it is closed: adds it to Tor, looks again
/// every two seconds whether it is still there, and adds it again after Tor was started anew.
/// Whatever is wrong with Tor or the key is a note and an alarm, and keeps nobody from serving.
///
/// The service belongs to Tor and not to the control connection (`Detach`), so that it goes on
/// while one process takes another's place. Nobody removes it, for the same reason: where no server
/// is left, it leads to a closed port.
///
/// `holdfast.onion.away`, by `listener`: 1 while the service is not published.
public final class OnionPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnionPublisher.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final int HTTP_PORT = 80;
  private static final String EXISTS_ALREADY = "550";
  private static final String NONE_OF_THEM = "551";

  private final String listener;
  private final OnionServiceConfig config;
  private final Path keyFile;
  private final InetSocketAddress target;
  private final SecureRandom random;
  private final Thread thread;
  private volatile Optional<String> published = Optional.empty();
  private volatile String trouble = "not added yet";
  private String toldTrouble = trouble;

  private OnionPublisher(
      String listener,
      OnionServiceConfig config,
      Path keyFile,
      InetSocketAddress target,
      SecureRandom random) {
    this.listener = listener;
    this.config = config;
    this.keyFile = keyFile;
    this.target = target;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("onion-" + listener).unstarted(this::run);
  }

  /// @param listener its name
  /// @param keyFile where its key is, or will be made
  /// @param target where it listens
  public static OnionPublisher start(
      String listener,
      OnionServiceConfig config,
      Path keyFile,
      InetSocketAddress target,
      SecureRandom random,
      MeterRegistry meters) {
    OnionPublisher publisher = new OnionPublisher(listener, config, keyFile, target, random);
    Gauge.builder("holdfast.onion.away", publisher, p -> p.published.isPresent() ? 0 : 1)
        .tag("listener", listener)
        .register(meters);
    publisher.thread.start();
    return publisher;
  }

  /// Where probes reach it, in the spelling of the field; empty while it is not published.
  public Optional<URI> address() {
    String port = config.port() == HTTP_PORT ? "" : ":" + config.port();
    return published.map(id -> URI.create("httpo://" + id + ".onion" + port));
  }

  /// What an operator should look at; empty if nothing.
  public List<String> notes() {
    return trouble.isEmpty()
        ? List.of()
        : List.of("onion service of listener " + listener + ": " + trouble);
  }

  private void run() {
    try {
      while (true) {
        try (TorControl tor = TorControl.connect(config.control().resolve())) {
          new TorAuthentication(config.passwordFile(), random).authenticate(tor);
          keepPublished(tor);
        } catch (IOException e) {
          fail(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("A fault of ours while publishing an onion service", e);
          fail(e.toString());
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void keepPublished(TorControl tor) throws IOException, InterruptedException {
    OnionKey key = OnionKeyFile.readOrMake(keyFile, random);
    while (true) {
      if (!isThere(tor, key) || !OnionKeyFile.leadsTo(keyFile).equals(leadsTo())) {
        add(tor, key);
      }
      succeed(key);
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private static boolean isThere(TorControl tor, OnionKey key) throws IOException {
    try {
      return tor.ask("GETINFO onions/detached").stream()
          .anyMatch(line -> line.replaceFirst("^onions/detached=", "").equals(key.serviceId()));
    } catch (TorRefusedException e) {
      if (e.is(NONE_OF_THEM)) {
        return false;
      }
      throw e;
    }
  }

  private void add(TorControl tor, OnionKey key) throws IOException {
    String command =
        "ADD_ONION %s Flags=Detach,DiscardPK Port=%s"
            .formatted(key.secretForTorAndItsFileOnly(), leadsTo());
    try {
      tor.ask(command);
    } catch (TorRefusedException e) {
      if (!e.is(EXISTS_ALREADY)) {
        throw e;
      }
      // It leads somewhere else, as before the configuration was changed.
      tor.ask("DEL_ONION " + key.serviceId());
      tor.ask(command);
    }
    OnionKeyFile.noteLeadsTo(keyFile, leadsTo());
  }

  /// From the port of the service to the listener's address.
  private String leadsTo() {
    String host = target.getAddress().getHostAddress();
    return config.port()
        + ","
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + target.getPort();
  }

  private void succeed(OnionKey key) {
    published = Optional.of(key.serviceId());
    trouble = "";
    if (!toldTrouble.equals(trouble)) {
      toldTrouble = trouble;
      LOG.info("Listener {} is published as {}", listener, key);
    }
  }

  private void fail(String why) {
    published = Optional.empty();
    trouble = "not published: " + why;
    if (!trouble.equals(toldTrouble)) {
      toldTrouble = trouble;
      LOG.error("The onion service of listener {} is {}", listener, trouble);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
