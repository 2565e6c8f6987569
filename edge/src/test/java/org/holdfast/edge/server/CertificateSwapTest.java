package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.tls.CertificateWatch;
import org.holdfast.edge.tls.PemIdentity;
import org.holdfast.edge.tls.ServedCertificateCheck;
import org.holdfast.edge.tls.TestAuthority;
import org.holdfast.edge.tls.TlsFiles;
import org.holdfast.edge.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Renewals, good and bad, of the files of a listener that serves, seen in real handshakes.
final class CertificateSwapTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final Routes ROUTES =
      Routes.builder().get("/", request -> Reply.text(200, "text/plain", "x")).build();

  @TempDir Path directory = Path.of("");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TlsFiles files = new TlsFiles(Path.of(""), Path.of(""));
  private EdgeServer server;
  private CertificateWatch watch;
  private ServedCertificateCheck check;
  private BigInteger first = BigInteger.ZERO;

  @BeforeEach
  void serve() throws Exception {
    files = AUTHORITY.write(directory, "served", "localhost", "EC");
    first = PemIdentity.read(files).chain().getFirst().getSerialNumber();
    start(files);
    watch.look();
  }

  private void start(TlsFiles served) throws Exception {
    server =
        EdgeServer.start(
            List.of(ListenerOptions.https("public", "127.0.0.1", 0, served)), ROUTES, meters);
    TlsIdentity identity = server.tls("public").orElseThrow();
    watch = new CertificateWatch("public", served, identity, Clock.systemUTC(), meters);
    var address =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), server.listeners().getFirst().port());
    check = new ServedCertificateCheck("public", served, address, meters);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    put(AUTHORITY.write(directory, "other", "localhost", "EC").key(), files.key());
    refusedFor("is not the key of the first certificate");
  }

  @Test
  void expiredCertificateIsRefused() throws Exception {
    Instant end = Instant.now().minus(Duration.ofHours(1));
    put(AUTHORITY.write(directory, "old", "localhost", "EC", end.minus(Duration.ofDays(9)), end));
    refusedFor("that expired at");
  }

  @Test
  void certificateOfTheFutureIsRefused() throws Exception {
    Instant from = Instant.now().plus(Duration.ofHours(1));
    put(AUTHORITY.write(directory, "new", "localhost", "EC", from, from.plus(Duration.ofDays(9))));
    refusedFor("that is not valid before");
  }

  @Test
  void unreadableCertificateIsRefused() throws Exception {
    Files.writeString(files.certificate(), "half a renew");
    refusedFor("holds no certificate");
    Files.delete(files.certificate());
    refusedFor("cannot be read");
  }

  @Test
  void unreadableKeyIsRefused() throws Exception {
    Files.writeString(files.key(), "");
    refusedFor("holds no private key");
    Files.delete(files.key());
    refusedFor("cannot be read");
  }

  @Test
  void chainWithoutItsIntermediateIsRefused() throws Exception {
    TlsFiles other = AUTHORITY.write(directory, "bare", "localhost", "EC");
    String chain = Files.readString(other.certificate());
    Files.writeString(
        other.certificate(), chain.substring(0, chain.lastIndexOf("-----BEGIN CERTIFICATE")));
    put(other);
    refusedFor("is incomplete: it lacks the certificate of the issuer, CN=Test Intermediate");
  }

  @Test
  void chainWithAForeignIntermediateIsRefused() throws Exception {
    TlsFiles other = AUTHORITY.write(directory, "mixed", "localhost", "EC");
    String chain = Files.readString(other.certificate());
    String foreign =
        Files.readString(
            new TestAuthority().write(directory, "foreign", "localhost", "EC").certificate());
    Files.writeString(
        other.certificate(),
        chain.substring(0, chain.lastIndexOf("-----BEGIN CERTIFICATE"))
            + foreign.substring(foreign.lastIndexOf("-----BEGIN CERTIFICATE")));
    put(other);
    refusedFor("is out of order: certificate 1 is not issued by certificate 2");
  }

  /// The old one is served, the alarm is up with the reason, and falls once a good pair is there.
  private void refusedFor(String reason) throws Exception {
    try (SSLSocket open = connect();
        RawHttp http = RawHttp.over(open)) {
      assertThat(watch.look()).isFalse();

      assertThat(watch.refusal()).hasValueSatisfying(why -> assertThat(why).contains(reason));
      assertThat(gauge("holdfast.tls.certificate.refused")).isEqualTo(1);
      assertThat(served()).isEqualTo(first);
      assertThat(http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").receive().status()).isEqualTo(200);

      TlsFiles good = AUTHORITY.write(directory, "mended", "localhost", "RSA");
      put(good);
      assertThat(watch.look()).isTrue();
      first = PemIdentity.read(good).chain().getFirst().getSerialNumber();

      assertThat(watch.refusal()).isEmpty();
      assertThat(gauge("holdfast.tls.certificate.refused")).isEqualTo(0);
      assertThat(served()).isEqualTo(first);
      assertThat(http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").receive().status()).isEqualTo(200);
    }
  }

  @Test
  void alarmFallsWhenTheOldFilesArePutBack() throws Exception {
    String before = Files.readString(files.certificate());
    Files.writeString(files.certificate(), "broken");
    watch.look();
    Files.writeString(files.certificate(), before);

    assertThat(watch.look()).isFalse();
    assertThat(watch.refusal()).isEmpty();
  }

  @Test
  void expiredCertificateIsServedAfterARestartAsItWasBefore() throws Exception {
    server.close();
    Instant end = Instant.now().minus(Duration.ofHours(12));
    TlsFiles old =
        AUTHORITY.write(directory, "old", "localhost", "EC", end.minus(Duration.ofDays(9)), end);
    meters.clear();
    start(old);
    watch.look();
    check.look();

    assertThat(watch.refusal()).isPresent();
    assertThat(check.difference()).isEmpty();
    assertThat(gauge("holdfast.tls.certificate.days.left")).isCloseTo(-0.5, within(0.01));
  }

  @Test
  void daysUntilExpiryAreThoseOfWhatIsServed() throws Exception {
    assertThat(gauge("holdfast.tls.certificate.days.left")).isCloseTo(30, within(0.1));
    Instant now = Instant.now();
    put(
        AUTHORITY.write(
            directory, "short", "localhost", "EC", now.minusSeconds(9), now.plusSeconds(43_200)));
    watch.look();

    assertThat(gauge("holdfast.tls.certificate.days.left")).isCloseTo(0.5, within(0.01));
  }

  @Test
  void selfCheckTellsThatAnotherSerialIsServedThanIsOnDisk() throws Exception {
    check.look();
    assertThat(gauge("holdfast.tls.served.differs")).isEqualTo(0);

    // Nobody takes it into use yet.
    put(AUTHORITY.write(directory, "next", "localhost", "EC"));
    check.look();
    assertThat(gauge("holdfast.tls.served.differs")).isEqualTo(1);
    assertThat(check.difference())
        .hasValueSatisfying(what -> assertThat(what).contains(first.toString(16)));

    watch.look();
    check.look();
    assertThat(gauge("holdfast.tls.served.differs")).isEqualTo(0);
    assertThat(check.difference()).isEmpty();
  }

  @Test
  void listenerWhoseCertificateIsStillToBeIssuedRefusesHandshakesUntilThen() throws Exception {
    server.close();
    Path pair = directory.resolve("pair.pem");
    meters.clear();
    start(TlsFiles.issued(pair, name -> Optional.empty()));
    assertThat(watch.look()).isFalse();
    assertThat(watch.isAwaited()).isTrue();
    assertThat(watch.refusal()).isEmpty();
    assertThat(gauge("holdfast.tls.certificate.days.left")).isNaN();
    assertThatThrownBy(this::connect).isInstanceOf(SSLHandshakeException.class);

    TlsFiles issued = AUTHORITY.write(directory, "issued", "localhost", "EC");
    Files.writeString(
        pair, Files.readString(issued.key()) + Files.readString(issued.certificate()));
    assertThat(watch.look()).isTrue();

    assertThat(watch.isAwaited()).isFalse();
    assertThat(served()).isEqualTo(PemIdentity.read(issued).chain().getFirst().getSerialNumber());
  }

  private void put(TlsFiles other) throws IOException {
    put(other.certificate(), files.certificate());
    put(other.key(), files.key());
  }

  private static void put(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private double gauge(String name) {
    return meters.get(name).tag("listener", "public").gauge().value();
  }

  private BigInteger served() throws IOException {
    try (SSLSocket socket = connect()) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  private SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            AUTHORITY
                .trustingTheRoot()
                .getSocketFactory()
                .createSocket(
                    InetAddress.getLoopbackAddress(), server.listeners().getFirst().port());
    socket.startHandshake();
    return socket;
  }
}
