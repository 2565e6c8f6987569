package org.holdfast.edge.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A root authority and an intermediate one that issue server certificates. Writes the little X.509
/// it needs (RFC 5280) itself: version 3, basic constraints, one DNS name.
public final class TestAuthority {
  private static final byte[] ECDSA_WITH_SHA256 =
      tagged(0x30, bytes(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Instant IN_30_DAYS = Instant.now().plus(30, ChronoUnit.DAYS);

  private final AtomicLong serials = new AtomicLong(1);
  private final KeyPair rootKeys = keys("EC");
  private final KeyPair intermediateKeys = keys("EC");
  private final X509Certificate root;
  private final X509Certificate intermediate;

  public TestAuthority() {
    Instant from = Instant.now().minus(1, ChronoUnit.DAYS);
    root = issue("Test Root", rootKeys, "Test Root", rootKeys, true, from, IN_30_DAYS);
    intermediate =
        issue("Test Intermediate", intermediateKeys, "Test Root", rootKeys, true, from, IN_30_DAYS);
  }

  /// Writes `<name>.crt` (leaf and intermediate) and `<name>.key` (PKCS#8) for a host.
  public TlsFiles write(Path directory, String name, String host, String algorithm)
      throws IOException {
    Instant now = Instant.now();
    return write(directory, name, host, algorithm, now.minus(1, ChronoUnit.DAYS), IN_30_DAYS);
  }

  /// Likewise, for a certificate of a certain time.
  public TlsFiles write(
      Path directory, String name, String host, String algorithm, Instant from, Instant until)
      throws IOException {
    KeyPair keys = keys(algorithm);
    X509Certificate leaf =
        issue(host, keys, "Test Intermediate", intermediateKeys, false, from, until);
    Path certificate = directory.resolve(name + ".crt");
    Path key = directory.resolve(name + ".key");
    Files.writeString(
        certificate, pem("CERTIFICATE", encoded(leaf)) + pem("CERTIFICATE", encoded(intermediate)));
    Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    return new TlsFiles(certificate, key);
  }

  /// For a client that knows the root and nothing else.
  public SSLContext trustingTheRoot() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("root", root);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String label, byte[] content) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (!algorithm.equals("Ed25519")) {
        generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate issue(
      String subject,
      KeyPair subjectKeys,
      String issuer,
      KeyPair issuerKeys,
      boolean authority,
      Instant from,
      Instant until) {
    byte[] validity = tagged(0x30, time(from), time(until));
    byte[] toBeSigned =
        tagged(
            0x30,
            tagged(0xa0, bytes(2, 1, 2)),
            tagged(2, BigInteger.valueOf(serials.getAndIncrement()).toByteArray()),
            ECDSA_WITH_SHA256,
            name(issuer),
            validity,
            name(subject),
            subjectKeys.getPublic().getEncoded(),
            tagged(0xa3, tagged(0x30, authority ? basicConstraints() : dnsName(subject))));
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(issuerKeys.getPrivate());
      signer.update(toBeSigned);
      byte[] signature = concat(bytes(0), signer.sign());
      byte[] certificate = tagged(0x30, toBeSigned, ECDSA_WITH_SHA256, tagged(3, signature));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] basicConstraints() {
    byte[] value = tagged(0x30, bytes(1, 1, 0xff));
    return tagged(0x30, bytes(6, 3, 0x55, 0x1d, 0x13, 1, 1, 0xff), tagged(4, value));
  }

  private static byte[] dnsName(String host) {
    byte[] value = tagged(0x30, tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)));
    return tagged(0x30, bytes(6, 3, 0x55, 0x1d, 0x11), tagged(4, value));
  }

  private static byte[] name(String commonName) {
    byte[] value = tagged(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
    return tagged(0x30, tagged(0x31, tagged(0x30, bytes(6, 3, 0x55, 4, 3), value)));
  }

  private static byte[] time(Instant instant) {
    return tagged(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    byte[] content = concat(parts);
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length >= 0x100) {
      out.write(0x82);
      out.write(content.length >> 8);
    } else if (content.length >= 0x80) {
      out.write(0x81);
    }
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
