package org.holdfast.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// A fresh self-signed certificate and its key, as two PEM files.
///
/// @param certificateFile `<name>.crt`
/// @param keyFile `<name>.key`, PKCS#8
public record TestCertificate(Path certificateFile, Path keyFile, X509Certificate certificate) {
  /// As authorities issue; the JDK's default is a curve that costs several times as much.
  private static final ECGenParameterSpec CURVE = new ECGenParameterSpec("secp256r1");

  /// For `127.0.0.1`, valid for a month.
  public static TestCertificate forLoopback(Path directory, String name)
      throws IOException, GeneralSecurityException {
    return make(directory, name, "127.0.0.1", Duration.ofDays(1), Duration.ofDays(31));
  }

  /// @param name of the two files in `directory`; what stands there is replaced
  /// @param host a DNS name, or `127.0.0.1`
  /// @param age how long it has been valid
  /// @param life how long it is valid altogether
  public static TestCertificate make(
      Path directory, String name, String host, Duration age, Duration life)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(CURVE);
    KeyPair keys = generator.generateKeyPair();
    Instant from = Instant.now().minus(age);
    X509Certificate certificate = SelfSigned.certificate(keys, host, from, from.plus(life));
    return new TestCertificate(
        Files.writeString(
            directory.resolve(name + ".crt"), pem("CERTIFICATE", certificate.getEncoded())),
        Files.writeString(
            directory.resolve(name + ".key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded())),
        certificate);
  }

  /// Key and certificate in one text.
  public String pair() throws IOException {
    return Files.readString(keyFile) + Files.readString(certificateFile);
  }

  /// Puts its files in the place of another's, as somebody does who renews by hand: one after the
  /// other.
  public void copyOver(TestCertificate other) throws IOException {
    Files.copy(certificateFile, other.certificateFile, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(keyFile, other.keyFile, StandardCopyOption.REPLACE_EXISTING);
  }

  /// For a client that trusts this certificate and no other.
  public SSLContext trustingIt() throws GeneralSecurityException, IOException {
    return trusting(List.of(certificate));
  }

  /// For a client that trusts these certificates and no others.
  public static SSLContext trusting(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(keyStore(certificates));
    return context(factory.getTrustManagers());
  }

  /// What makes a JVM trust this certificate and no other.
  ///
  /// @param file is written
  public List<String> jvmArgumentsToTrustIt(Path file)
      throws GeneralSecurityException, IOException {
    String password = "nothing secret";
    try (OutputStream out = Files.newOutputStream(file)) {
      keyStore(List.of(certificate)).store(out, password.toCharArray());
    }
    return List.of(
        "-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + password);
  }

  private static KeyStore keyStore(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (X509Certificate one : certificates) {
      trusted.setCertificateEntry(one.getSerialNumber().toString(), one);
    }
    return trusted;
  }

  /// For a client that trusts this root, in PEM, and nothing else.
  public static SSLContext trusting(String root) throws GeneralSecurityException, IOException {
    return trusting(
        List.of(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(root.getBytes(StandardCharsets.US_ASCII)))));
  }

  /// For a client that only wants to see a certificate.
  public static SSLContext anyone() throws GeneralSecurityException {
    return context(new TrustsAnyone());
  }

  private static SSLContext context(TrustManager... trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context;
  }

  private static String pem(String label, byte[] content) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }

  private static final class TrustsAnyone extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
