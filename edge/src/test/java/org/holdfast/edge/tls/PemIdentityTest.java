package org.holdfast.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PemIdentityTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();

  @TempDir Path directory = Path.of("");

  @Test
  void chainAndKeyAreRead() throws Exception {
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      PemIdentity identity =
          PemIdentity.read(AUTHORITY.write(directory, algorithm, "x.example", algorithm));
      assertThat(identity.chain()).hasSize(2);
      assertThat(identity.toString()).contains("x.example").doesNotContain("PrivateKey");
    }
  }

  @Test
  void olderKeyFormsAreRead() throws Exception {
    TlsFiles rsa = AUTHORITY.write(directory, "rsa", "x.example", "RSA");
    PrivateKey rsaKey = PemIdentity.read(rsa).key();
    // A PKCS#8 key of RSA is 26 bytes of header before the PKCS#1 one.
    byte[] pkcs1 = Arrays.copyOfRange(rsaKey.getEncoded(), 26, rsaKey.getEncoded().length);
    Files.writeString(rsa.key(), TestAuthority.pem("RSA PRIVATE KEY", pkcs1));
    assertThat(PemIdentity.read(rsa).key()).isEqualTo(rsaKey);

    TlsFiles ec = AUTHORITY.write(directory, "ec", "x.example", "EC");
    PrivateKey ecKey = PemIdentity.read(ec).key();
    Files.writeString(ec.key(), TestAuthority.pem("EC PRIVATE KEY", sec1(ecKey)));
    assertThat(((ECPrivateKey) PemIdentity.read(ec).key()).getS())
        .isEqualTo(((ECPrivateKey) ecKey).getS());
  }

  /// SEQUENCE { 1, OCTET STRING (32), [0] prime256v1 }, from the PKCS#8 form.
  private static byte[] sec1(PrivateKey key) {
    byte[] pkcs8 = key.getEncoded();
    byte[] sec1 = new byte[51];
    byte[] start = {0x30, 49, 2, 1, 1, 4, 32};
    byte[] curve = {(byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
    System.arraycopy(start, 0, sec1, 0, start.length);
    System.arraycopy(pkcs8, 35, sec1, 7, 32);
    System.arraycopy(curve, 0, sec1, 39, curve.length);
    return sec1;
  }

  @Test
  void unusableFilesAreNamed() throws IOException {
    TlsFiles one = AUTHORITY.write(directory, "one", "x.example", "EC");
    TlsFiles other = AUTHORITY.write(directory, "other", "x.example", "EC");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");
    Path broken =
        Files.writeString(
            directory.resolve("broken.pem"), TestAuthority.pem("CERTIFICATE", new byte[] {1, 2}));
    Path encrypted =
        Files.writeString(
            directory.resolve("encrypted.pem"),
            TestAuthority.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2}));
    Path brokenEc =
        Files.writeString(
            directory.resolve("ec.pem"),
            TestAuthority.pem("EC PRIVATE KEY", new byte[] {0x30, (byte) 0x84, -1, -1, -1, -1}));

    assertUnusable(one.certificate(), other.key(), "is not the key of the first certificate");
    assertUnusable(empty, one.key(), "empty.pem holds no certificate");
    assertUnusable(one.certificate(), empty, "empty.pem holds no private key");
    assertUnusable(broken, one.key(), "broken.pem holds an unreadable certificate");
    assertUnusable(one.certificate(), encrypted, "encrypted.pem is encrypted");
    assertUnusable(one.certificate(), brokenEc, "ec.pem holds");
    assertUnusable(directory.resolve("absent"), one.key(), "absent cannot be read");
  }

  private static void assertUnusable(Path certificate, Path key, String message) {
    assertThatThrownBy(() -> PemIdentity.read(new TlsFiles(certificate, key)))
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageContaining(message);
  }
}
