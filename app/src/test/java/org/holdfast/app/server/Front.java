package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Target;

/// What a content delivery network is to its customers, with the real HAProxy: it speaks TLS with a
/// certificate for its own name, `localhost`, whatever name is asked for, and passes each request
/// on by its `Host`, over TLS again.
final class Front implements AutoCloseable {
  private static final String NAME = "localhost";

  private final Path directory;
  private final int port;
  private final TestCertificate certificate;
  private final SSLContext trust;
  private Optional<Process> haproxy = Optional.empty();

  private Front(Path directory, int port, TestCertificate certificate) throws Exception {
    this.directory = directory;
    this.port = port;
    this.certificate = certificate;
    this.trust = certificate.trustingIt();
  }

  /// @param origins by the name they are asked for
  /// @param origin what all of them identify themselves with
  static Front start(Path directory, Map<String, Target> origins, TestCertificate origin)
      throws Exception {
    int port = FreePorts.pick(1).getFirst();
    Front front =
        new Front(
            directory,
            port,
            TestCertificate.make(
                directory, "front", NAME, Duration.ofDays(1), Duration.ofDays(31)));
    Files.writeString(directory.resolve("front.pem"), front.certificate.pair());
    StringBuilder hosts = new StringBuilder();
    StringBuilder backends = new StringBuilder();
    origins.forEach(
        (name, target) -> {
          hosts.append(name).append(' ').append(name).append('\n');
          backends.append(
              """
              backend %s
                server origin %s:%d ssl verify required ca-file %s
              """
                  .formatted(name, target.host(), target.port(), origin.certificateFile()));
        });
    Files.writeString(directory.resolve("hosts.map"), hosts);
    Files.writeString(
        directory.resolve("front.cfg"),
        """
        global
          stats socket %1$s/front.sock level admin
        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
        frontend probes
          bind 127.0.0.1:%2$d ssl crt %1$s/front.pem
          use_backend %%[req.hdr(host),lower,map(%1$s/hosts.map)]
        %3$s\
        """
            .formatted(directory, port, backends));
    front.comeBack();
    return front;
  }

  /// The host and port to connect to.
  String authority() {
    return NAME + ':' + port;
  }

  /// What makes a JVM trust it.
  TestCertificate certificate() {
    return certificate;
  }

  /// A node behind it, as a probe sees it.
  Target before(String name) {
    return new Target(NAME, port, Optional.of(trust)).inFrontOf(name);
  }

  /// From now on passes requests for one name on to another's origin.
  void leads(String name, String origin) throws IOException {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(directory.resolve("front.sock")));
      String command = "set map %s/hosts.map %s %s\n".formatted(directory, name, origin);
      socket.write(ByteBuffer.wrap(command.getBytes(US_ASCII)));
      ByteBuffer said = ByteBuffer.allocate(1024);
      while (socket.read(said) >= 0) {
        // Until it has done it.
      }
      String trouble = new String(said.array(), 0, said.position(), US_ASCII).strip();
      if (!trouble.isEmpty()) {
        throw new IOException(trouble);
      }
    }
  }

  void goDown() throws InterruptedException {
    if (haproxy.isPresent()) {
      int unused = haproxy.get().destroyForcibly().waitFor();
    }
  }

  void comeBack() throws IOException {
    haproxy =
        Optional.of(
            new ProcessBuilder("haproxy", "-db", "-f", directory.resolve("front.cfg").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                    ProcessBuilder.Redirect.appendTo(directory.resolve("front.log").toFile()))
                .start());
  }

  @Override
  public void close() {
    haproxy.ifPresent(Process::destroyForcibly);
  }
}
