package org.holdfast.app.fleettest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.enrol.Announcer;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.SelfPortrait;

/// A node that speaks to the directory over real sockets: heartbeats as any node sends them, and an
/// HTTP/1.1 server just good enough for looks and exercises, which can be made to fail.
final class LightNode implements AutoCloseable {
  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final int BODY_MAX = 1 << 16;
  private static final int BACKLOG = 64;
  private static final int PORT_MIN = 15_000;
  private static final int PORT_MAX = 32_000;
  private static final int PORTS_TRIED = 100;
  private static final Duration FREE_WITHIN = Duration.ofSeconds(2);

  private final NodeName name;
  private final boolean collector;
  private final NodeKey key;
  private final LightAnswers answers;
  private final EnrolmentToken token;
  private final String fleet;
  private final List<URI> bouncers;
  private final int port;
  private final RandomGenerator random;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<Socket> stuffing = new ArrayList<>();
  private volatile Optional<Fault> fault = Optional.empty();
  private ServerSocket socket;
  private Announcer announcer;
  private volatile long boot;

  LightNode(
      NodeName name,
      boolean collector,
      EnrolmentToken token,
      List<URI> bouncers,
      RandomGenerator random)
      throws IOException {
    this.name = name;
    this.collector = collector;
    this.token = token;
    this.fleet = token.fleet();
    this.bouncers = List.copyOf(bouncers);
    this.random = random;
    this.key = NodeKey.generate(new SecureRandom());
    this.answers = new LightAnswers(name, key, random);
    this.socket = listenAnywhere(random);
    this.port = socket.getLocalPort();
    accept(socket);
    this.boot = System.currentTimeMillis();
    this.announcer = announce();
  }

  NodeName name() {
    return name;
  }

  boolean isCollector() {
    return collector;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Lets something happen to it; returns when it has.
  synchronized void suffer(Fault what) throws IOException {
    fault = Optional.of(what);
    switch (what) {
      case KILLED, BLACK_HOLE -> {
        announcer.close();
        socket.close();
        for (Socket connection : connections) {
          connection.close();
        }
        if (what == Fault.BLACK_HOLE) {
          stuff();
        }
      }
      case STOPPED -> announcer.close();
      case HALF_OPEN, SLOW, WRONG_IDENTITY, LIES, FULL_DISK, CLOCK_JUMP -> {}
    }
  }

  /// Nobody accepts, and the queue is kept full.
  private void stuff() throws IOException {
    socket = listen(port, 1);
    for (int i = 0; i < 4; i++) {
      Socket filling = new Socket();
      stuffing.add(filling);
      try {
        filling.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
      } catch (IOException e) {
        // The queue is full.
      }
    }
  }

  /// All is well again.
  synchronized void recover() throws IOException {
    Fault was = fault.orElseThrow();
    fault = Optional.empty();
    switch (was) {
      case KILLED, BLACK_HOLE -> {
        socket.close();
        for (Socket filling : stuffing) {
          filling.close();
        }
        stuffing.clear();
        socket = listen(port, BACKLOG);
        accept(socket);
        boot = boot + 1;
        announcer = announce();
      }
      case STOPPED -> {
        boot = boot + 1;
        announcer = announce();
      }
      case HALF_OPEN, SLOW -> {
        for (Socket connection : connections) {
          connection.close();
        }
      }
      case WRONG_IDENTITY, LIES, FULL_DISK, CLOCK_JUMP -> {}
    }
  }

  /// Below the ports that outgoing connections get, one of which might take the node's place while
  /// it is dead.
  private static ServerSocket listenAnywhere(RandomGenerator random) throws IOException {
    for (int tries = 0; tries < PORTS_TRIED; tries++) {
      try {
        return bound(random.nextInt(PORT_MIN, PORT_MAX), BACKLOG);
      } catch (BindException e) {
        // Somebody else's.
      }
    }
    throw new IOException("there is no free port");
  }

  /// The port of a socket that was closed a moment ago may not be free yet.
  private static ServerSocket listen(int port, int backlog) throws IOException {
    long end = System.nanoTime() + FREE_WITHIN.toNanos();
    while (true) {
      try {
        return bound(port, backlog);
      } catch (BindException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static ServerSocket bound(int port, int backlog) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Announcer announce() {
    return Announcer.start(
        new Announcer.Settings(
            name,
            fleet,
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
      Thread.sleep(20);
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
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
    for (Socket filling : stuffing) {
      filling.close();
    }
  }
}
