package org.holdfast.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Writes the little X.509 (RFC 5280) that a self-signed certificate needs, since the JDK has only
/// a command for it, which takes seconds: version 3, one subject alternative name, ECDSA.
final class SelfSigned {
  private static final byte[] ECDSA_WITH_SHA256 =
      sequence(bytes(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final byte[] COMMON_NAME = bytes(6, 3, 0x55, 4, 3);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = bytes(6, 3, 0x55, 0x1d, 0x11);
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private SelfSigned() {}

  /// @param host a DNS name, or `127.0.0.1`
  static X509Certificate certificate(KeyPair keys, String host, Instant from, Instant until)
      throws GeneralSecurityException {
    byte[] subject = sequence(tagged(0x31, sequence(COMMON_NAME, text(0x0c, host))));
    byte[] name =
        host.equals("127.0.0.1") ? tagged(IP_ADDRESS, bytes(127, 0, 0, 1)) : text(DNS_NAME, host);
    byte[] toBeSigned =
        sequence(
            tagged(0xa0, bytes(2, 1, 2)),
            tagged(2, new BigInteger(63, new SecureRandom()).toByteArray()),
            ECDSA_WITH_SHA256,
            subject,
            sequence(text(0x18, TIME.format(from)), text(0x18, TIME.format(until))),
            subject,
            keys.getPublic().getEncoded(),
            tagged(0xa3, sequence(sequence(SUBJECT_ALTERNATIVE_NAME, tagged(4, sequence(name))))));
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate());
    signer.update(toBeSigned);
    byte[] signature = tagged(3, bytes(0), signer.sign());
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(sequence(toBeSigned, ECDSA_WITH_SHA256, signature)));
  }

  private static byte[] sequence(byte[]... parts) {
    return tagged(0x30, parts);
  }

  private static byte[] text(int tag, String text) {
    return tagged(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /// DER: a tag, the length of what follows, and that.
  private static byte[] tagged(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    var all = new ByteArrayOutputStream();
    all.write(tag);
    if (length >= 0x100) {
      all.writeBytes(bytes(0x82, length >> 8));
    } else if (length >= 0x80) {
      all.write(0x81);
    }
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }
}
