package org.holdfast.edge.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;

/// Looks at every connection of a listener a few times per deadline and closes those that
///
/// - have been sending one request's header (or a TLS handshake) for longer than the deadline, not
///   counting the time for which the server was behind (see [WatchClock]). Jetty bounds only the
///   silence between two bytes;
/// - are idle while the server stops (U8). HTTP/2 clients have been told to go away by then, but
///   some keep their side open;
/// - speak HTTP/2 and have had no request for as long as an idle connection may stay. Jetty looks
///   at bytes, so that pings, or a header that never ends, would keep them open for ever.
///
/// From the beginning of a drain on it asks HTTP/2 clients, each once, to finish their streams and
/// open no others.
///
/// Requests announce themselves with [#begin] and [#end], from their own threads.
final class ConnectionWatch {
  /// How many deadlines a header may take at most while the server is behind: so slow a server must
  /// not collect connections for ever.
  private static final int HEADER_DEADLINES_MAX = 6;

  private final AbstractConnector connector;
  private final Deadlines deadlines;
  private final Drain drain;
  private final EdgeMetrics metrics;
  private final WatchClock clock;
  private final Map<EndPoint, Watched> watched = new ConcurrentHashMap<>();

  ConnectionWatch(
      AbstractConnector connector, Deadlines deadlines, Drain drain, EdgeMetrics metrics) {
    this.connector = connector;
    this.deadlines = deadlines;
    this.drain = drain;
    this.metrics = metrics;
    this.clock =
        new WatchClock(connector.getServer().getThreadPool(), System::nanoTime, betweenSweeps());
  }

  /// How often to [#sweep].
  Duration betweenSweeps() {
    long shortest = Math.min(deadlines.header().toMillis(), deadlines.drainIdle().toMillis());
    return Duration.ofMillis(Math.clamp(shortest / 8, 20, 1000));
  }

  /// A request's header is complete.
  void begin(EndPoint endPoint) {
    watched.computeIfAbsent(innermost(endPoint), e -> new Watched()).begin();
  }

  /// Its answer is sent.
  void end(EndPoint endPoint) {
    EndPoint socket = innermost(endPoint);
    Watched connection = watched.get(socket);
    if (connection != null) {
      connection.end(bytesIn(socket));
    }
  }

  private static EndPoint innermost(EndPoint endPoint) {
    EndPoint inner = endPoint;
    while (inner instanceof EndPoint.Wrapper wrapper) {
      inner = wrapper.unwrap(); // TLS, and below it what a load balancer said.
    }
    return inner;
  }

  /// To be called regularly, [#betweenSweeps].
  synchronized void sweep() {
    watched.keySet().removeIf(endPoint -> !endPoint.isOpen());
    long now = System.nanoTime();
    long counted = clock.look();
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      Watched connection = watched.computeIfAbsent(endPoint, e -> new Watched());
      Optional<HTTP2Connection> http2 = http2(endPoint);
      if (connection.headerOverdue(now, counted, bytesIn(endPoint), http2.isPresent())) {
        metrics.refused("header-timeout");
        close(endPoint);
      } else if (drain.isStopping() && connection.idleFor(now, deadlines.drainIdle())) {
        close(endPoint);
      } else if (http2.isPresent() && connection.idleFor(now, deadlines.keepAliveIdle())) {
        close(endPoint);
      } else if (drain.begun()) {
        http2.ifPresent(connection::tellToGoAway);
      }
    }
  }

  private static void close(EndPoint endPoint) {
    Connection connection = endPoint.getConnection();
    if (connection != null) {
      connection.close(); // For HTTP/2 this says GOAWAY and no more.
    }
    // Through TLS, so that close_notify is sent.
    EndPoint outermost = connection instanceof SslConnection tls ? tls.getSslEndPoint() : endPoint;
    outermost.close();
  }

  private static long bytesIn(EndPoint endPoint) {
    Connection connection = endPoint.getConnection();
    return connection == null ? 0 : connection.getBytesIn();
  }

  private static Optional<HTTP2Connection> http2(EndPoint endPoint) {
    Connection connection = endPoint.getConnection();
    if (connection instanceof SslConnection tls) {
      connection = tls.getSslEndPoint().getConnection();
    }
    return connection instanceof HTTP2Connection http2 ? Optional.of(http2) : Optional.empty();
  }

  /// One connection. The header of a request is under way when no request is and bytes have come
  /// since the last one ended, or none has ever been.
  private final class Watched {
    private int underWay;
    private boolean used;
    private boolean toldToGoAway;
    private long idleSince = System.nanoTime();
    private long bytesInWhenIdle;
    private long headerSince;
    private long headerCountedSince;

    synchronized void begin() {
      underWay++;
      used = true;
    }

    synchronized void end(long bytesIn) {
      underWay--;
      idleSince = System.nanoTime();
      bytesInWhenIdle = bytesIn;
      headerSince = 0;
    }

    synchronized boolean headerOverdue(long now, long counted, long bytesIn, boolean http2) {
      // Between its requests an HTTP/2 connection may carry pings and settings.
      if (underWay > 0 || (used && (http2 || bytesIn == bytesInWhenIdle))) {
        return false;
      }
      if (headerSince == 0) {
        headerSince = now;
        headerCountedSince = counted;
      }
      long deadline = deadlines.header().toNanos();
      return counted - headerCountedSince > deadline
          || now - headerSince > HEADER_DEADLINES_MAX * deadline;
    }

    synchronized void tellToGoAway(HTTP2Connection http2) {
      if (!toldToGoAway) {
        toldToGoAway = true;
        var _ = http2.getSession().shutdown(); // Done when its streams are.
      }
    }

    synchronized boolean idleFor(long now, Duration duration) {
      return underWay == 0 && now - idleSince > duration.toNanos();
    }
  }
}
