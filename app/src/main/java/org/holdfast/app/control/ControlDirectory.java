package org.holdfast.app.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// `control/` below a data directory; see the package.
public final class ControlDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final String CURRENT = "current";
  private static final String SOCKET = ".sock";

  private final Path path;

  private ControlDirectory(Path path) {
    this.path = path;
  }

  /// The directory, created if need be.
  ///
  /// @throws IOException also if others than its owner may enter it
  public static ControlDirectory open(Path data) throws IOException {
    Path path = data.resolve("control");
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    return existing(data);
  }

  /// The directory of an installation that has run before.
  ///
  /// @throws IOException also if others than its owner may enter it
  public static ControlDirectory existing(Path data) throws IOException {
    Path path = data.resolve("control");
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))) {
      throw new IOException(path + " may be entered by others; run: chmod 700 " + path);
    }
    return new ControlDirectory(path);
  }

  /// The name of a socket for this process.
  Path newSocket() {
    int random = ThreadLocalRandom.current().nextInt(1 << 16);
    String digits = HexFormat.of().toHexDigits((short) random);
    return path.resolve(ProcessHandle.current().pid() + "-" + digits + SOCKET);
  }

  /// The sockets of all processes, dead ones perhaps among them.
  public List<Path> sockets() throws IOException {
    List<Path> sockets = new ArrayList<>();
    try (Stream<Path> entries = Files.list(path)) {
      entries.filter(entry -> entry.toString().endsWith(SOCKET)).forEach(sockets::add);
    }
    return sockets;
  }

  /// The socket of the process that serves, if one does.
  public Optional<Path> current() throws IOException {
    try {
      Path socket = path.resolve(Files.readSymbolicLink(path.resolve(CURRENT)));
      return answers(socket) ? Optional.of(socket) : Optional.empty();
    } catch (NoSuchFileException | NotLinkException e) {
      return Optional.empty();
    }
  }

  /// Whether the owner of `socket` is the process that serves.
  boolean isCurrent(Path socket) {
    try {
      return path.resolve(Files.readSymbolicLink(path.resolve(CURRENT))).equals(socket);
    } catch (IOException e) {
      return false;
    }
  }

  /// Makes the owner of `socket` the process that serves.
  void pointCurrentTo(Path socket) throws IOException {
    Path link = path.resolve(CURRENT + "." + socket.getFileName());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, socket.getFileName());
    Files.move(link, path.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Removes what processes left behind that died.
  void removeDead() throws IOException {
    for (Path socket : sockets()) {
      if (!answers(socket)) {
        Files.deleteIfExists(socket);
      }
    }
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }
}
