package org.holdfast.app.fleettest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.enrol.Announcer;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.SelfPortrait;

/// A node that speaks to the directory over real sockets: heartbeats as any node sends them, and an
/// HTTP/1.1 server just good enough for looks and exercises, which can be made to fail.
final class LightNode implements Victim {
  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final Duration BETWEEN_THOUGHTS = Duration.ofMillis(20);
  private static final int BODY_MAX = 1 << 16;

  private final boolean collector;
  private final NodeKey key;
  private final LightAnswers answers;
  private final EnrolmentToken token;
  private final List<URI> bouncers;
  private final LightPort port;
  private final RandomGenerator random;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile Optional<Fault> fault = Optional.empty();
  private Announcer announcer;
  private volatile long boot;

  LightNode(
      boolean collector,
      NodeKey key,
      EnrolmentToken token,
      List<URI> bouncers,
      LightPort port,
      RandomGenerator random) {
    this.collector = collector;
    this.key = key;
    this.token = token;
    this.bouncers = List.copyOf(bouncers);
    this.port = port;
    this.random = random;
    this.answers = new LightAnswers(token.node(), key, random);
    accept(port.socket());
    this.boot = System.currentTimeMillis();
    this.announcer = announce();
  }

  @Override
  public boolean isCollector() {
    return collector;
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + port.number();
  }

  @Override
  public List<Fault> faults() {
    return List.of(Fault.values());
  }

  @Override
  public synchronized void suffer(Fault what) throws IOException {
    fault = Optional.of(what);
    switch (what) {
      case KILLED, BLACK_HOLE -> {
        announcer.close();
        port.close();
        closeConnections();
        if (what == Fault.BLACK_HOLE) {
          port.stuff();
        }
      }
      case STOPPED -> announcer.close();
      case HALF_OPEN, SLOW, WRONG_IDENTITY, LIES, FULL_DISK, CLOCK_JUMP -> {}
    }
  }

  @Override
  public synchronized void recover() throws IOException {
    Fault was = fault.orElseThrow();
    fault = Optional.empty();
    switch (was) {
      case KILLED, BLACK_HOLE -> {
        port.close();
        port.open();
        accept(port.socket());
        boot = boot + 1;
        announcer = announce();
      }
      case STOPPED -> {
        boot = boot + 1;
        announcer = announce();
      }
      case HALF_OPEN, SLOW -> closeConnections();
      case WRONG_IDENTITY, LIES, FULL_DISK, CLOCK_JUMP -> {}
    }
  }

  private void closeConnections() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private Announcer announce() {
    return Announcer.start(
        new Announcer.Settings(
            token.node(),
            token.fleet(),
            key,
            boot,
            bouncers,
            Duration.ofSeconds(1),
            () -> Optional.of(token),
            number -> boot = number),
        () -> Optional.of(portrait()),
        new ShiftedClock(() -> fault.filter(Fault.CLOCK_JUMP::equals).isPresent()),
        random);
  }

  private SelfPortrait portrait() {
    String service = collector ? PublishedAddress.COLLECTOR : "web-connectivity";
    return new SelfPortrait(
        NodeState.SERVING,
        "light",
        List.of(collector ? "collector" : "helper"),
        100,
        0,
        List.of(new PublishedAddress(service, new TypedAddress(AddressType.HTTP, url()))));
  }

  private void accept(ServerSocket listening) {
    var _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      Socket connection = listening.accept();
                      connections.add(connection);
                      var _ = Thread.ofVirtual().start(() -> serve(connection));
                    }
                  } catch (IOException e) {
                    // Closed.
                  }
                });
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        String request = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Math.min(BODY_MAX, Integer.parseInt(header.substring(15).strip()));
          }
        }
        byte[] body = in.readNBytes(length);
        hesitate();
        connection
            .getOutputStream()
            .write(answers.to(request, new String(body, UTF_8), boot, fault));
      }
    } catch (IOException e) {
      // The other side is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private void hesitate() throws InterruptedException {
    while (fault.filter(f -> f == Fault.STOPPED || f == Fault.HALF_OPEN).isPresent()) {
      Thread.sleep(BETWEEN_THOUGHTS);
    }
    if (fault.filter(Fault.SLOW::equals).isPresent()) {
      Thread.sleep(SLOW);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > BODY_MAX) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public synchronized void close() throws IOException {
    announcer.close();
    port.close();
    closeConnections();
  }
}
