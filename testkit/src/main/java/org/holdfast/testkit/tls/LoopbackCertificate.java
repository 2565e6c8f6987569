package org.holdfast.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A fresh self-signed certificate for the loopback address, made by the JDK's keytool, and its
/// key: two PEM files.
public record LoopbackCertificate(Path certificateFile, Path keyFile, Certificate certificate) {
  private static final String PASSWORD = "only-for-a-test";
  private static final String ALIAS = "server";

  /// Writes `certificate.pem` and `key.pem`.
  public static LoopbackCertificate make(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD,
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    // As authorities issue; the default is a curve that costs several times as
                    // much.
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=127.0.0.1",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-validity",
                    "30"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = keys.getCertificate(ALIAS);
    byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
    return new LoopbackCertificate(
        Files.writeString(
            directory.resolve("certificate.pem"), pem("CERTIFICATE", certificate.getEncoded())),
        Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", key)),
        certificate);
  }

  /// Puts its files in the place of another's, as somebody does who renews by hand: one after the
  /// other.
  public void copyOver(LoopbackCertificate other) throws IOException {
    Files.copy(certificateFile, other.certificateFile, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(keyFile, other.keyFile, StandardCopyOption.REPLACE_EXISTING);
  }

  /// For a client that trusts this certificate and no other.
  public SSLContext trustingIt() throws GeneralSecurityException, IOException {
    return trusting(this);
  }

  /// For a client that trusts these certificates and no others.
  public static SSLContext trusting(LoopbackCertificate... certificates)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (int i = 0; i < certificates.length; i++) {
      trusted.setCertificateEntry(ALIAS + i, certificates[i].certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static String pem(String label, byte[] content) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }
}
