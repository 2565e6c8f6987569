package org.holdfast.app.control;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where a server hears what commands on its machine ask. Only its own user and root are heard:
/// nobody else may enter the directory, and the kernel is asked who is on the other side.
public final class ControlSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final int SESSIONS_MAX = 8;

  /// An upgrade is silent for a while between two questions.
  private static final Duration SILENCE_MAX = Duration.ofHours(1);

  private static final Duration ANSWER_TAKEN_WITHIN = Duration.ofSeconds(20);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private final ControlDirectory directory;
  private final Path path;
  private final ServerSocketChannel channel;
  private final Supplier<ControlSession> sessions;
  private final Semaphore free = new Semaphore(SESSIONS_MAX);

  private ControlSocket(
      ControlDirectory directory,
      Path path,
      ServerSocketChannel channel,
      Supplier<ControlSession> sessions) {
    this.directory = directory;
    this.path = path;
    this.channel = channel;
    this.sessions = sessions;
  }

  /// Opens a socket for this process.
  ///
  /// @param sessions gives the server's side of each connection
  public static ControlSocket open(Path data, Supplier<ControlSession> sessions)
      throws IOException {
    ControlDirectory directory = ControlDirectory.open(data);
    directory.removeDead();
    Path path = directory.newSocket();
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      channel.close();
      throw e;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      channel.close();
      throw new IOException("this file system has no sockets", e);
    }
    ControlSocket socket = new ControlSocket(directory, path, channel, sessions);
    Thread.ofPlatform().daemon().name("control").start(socket::accept);
    return socket;
  }

  /// Makes this process the one that serves, unless another one does.
  public void becomeCurrentIfNobodyIs() throws IOException {
    if (directory.current().isEmpty()) {
      becomeCurrent();
    }
  }

  /// Whether this process is the one that serves, as far as commands are concerned.
  public boolean isCurrent() {
    return directory.isCurrent(path);
  }

  /// Makes this process the one that serves.
  public void becomeCurrent() throws IOException {
    directory.pointCurrentTo(path);
  }

  private void accept() {
    while (channel.isOpen()) {
      try {
        serve();
      } catch (ClosedChannelException e) {
        // Closed.
      } catch (IOException e) {
        LOG.error("The control socket cannot be heard for now, and is tried again", e);
        pause();
      }
    }
  }

  private void serve() throws IOException {
    SocketChannel connection = channel.accept();
    if (free.tryAcquire()) {
      // Waiting on a selector holds a carrier, of which a small machine has two.
      Thread.ofPlatform().daemon().name("control-session").start(() -> serve(connection));
    } else {
      connection.close();
    }
  }

  /// What it lacks, a file descriptor most likely, is not there again at once.
  private static void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        ControlLines lines = new ControlLines(connection);
        ControlSession session = sessions.get()) {
      if (!isAllowed(connection)) {
        LOG.warn("Somebody without the right to it connected to the control socket");
        return;
      }
      while (true) {
        lines.write(answer(session, lines.read(SILENCE_MAX)), ANSWER_TAKEN_WITHIN);
      }
    } catch (EOFException e) {
      // The usual end of a session.
    } catch (IOException e) {
      LOG.debug("A control session broke off", e);
    } finally {
      free.release();
    }
  }

  private static ObjectNode answer(ControlSession session, ObjectNode request) {
    String ask = request.path("ask").stringValue("");
    try {
      return session.answer(ask, request).put("ok", true);
    } catch (ControlRefusedException e) {
      return problem(e.why());
    } catch (RuntimeException e) {
      LOG.error("The control request {} failed", ask, e);
      return problem(e.toString());
    }
  }

  private static ObjectNode problem(String why) {
    return JsonNodeFactory.instance.objectNode().put("ok", false).put("problem", why);
  }

  private boolean isAllowed(SocketChannel connection) throws IOException {
    String peer = connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    return peer.equals(owner) || peer.equals("root");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
