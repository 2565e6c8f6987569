package org.holdfast.edge.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/// Reads private keys. The JDK reads PKCS#8 only; the older forms of RSA (PKCS#1, RFC 8017) and EC
/// (SEC 1, RFC 5915) are the inside of a PKCS#8 key, so they are wrapped in its outside.
final class PemPrivateKey {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /// AlgorithmIdentifier: rsaEncryption, NULL.
  private static final byte[] RSA_ALGORITHM =
      sequence(
          new byte[] {
            6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
          });

  private static final byte[] EC_PUBLIC_KEY_OID = {
    6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
  };
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int TAG_SEQUENCE = 0x30;
  private static final int TAG_OCTETS = 0x04;
  private static final int TAG_CURVE = 0xa0;

  private PemPrivateKey() {}

  /// @param name of the file, for the message
  static PrivateKey parse(List<PemBlock> blocks, String name) throws UnusableCertificateException {
    for (PemBlock block : blocks) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return fromPkcs8(block.bytes(), name);
        }
        case "RSA PRIVATE KEY" -> {
          return fromPkcs8(pkcs8(RSA_ALGORITHM, block.bytes()), name);
        }
        case "EC PRIVATE KEY" -> {
          byte[] algorithm = sequence(EC_PUBLIC_KEY_OID, curveOf(block.bytes(), name));
          return fromPkcs8(pkcs8(algorithm, block.bytes()), name);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new UnusableCertificateException(
                name + " is encrypted; the server needs the key without a passphrase");
        case String other -> {
          // A certificate or EC PARAMETERS beside the key is usual.
        }
      }
    }
    throw new UnusableCertificateException(
        name + " holds no private key (expected PKCS#8, PKCS#1 or SEC 1 in PEM)");
  }

  private static PrivateKey fromPkcs8(byte[] encoded, String name)
      throws UnusableCertificateException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException anotherAlgorithm) {
        // PKCS#8 names the algorithm inside; the factories refuse each other's keys.
      }
    }
    throw new UnusableCertificateException(
        name + " holds a private key that is not RSA, EC or EdDSA");
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] inside) {
    return sequence(VERSION_0, algorithm, tagged(TAG_OCTETS, inside));
  }

  /// The content of `[0] ECParameters` in `SEQUENCE { version, OCTET STRING, [0] .., [1] .. }`.
  private static byte[] curveOf(byte[] sec1, String name) throws UnusableCertificateException {
    try {
      int position = contentStart(sec1, 0);
      while (position < sec1.length) {
        int start = contentStart(sec1, position);
        int end = start + contentLength(sec1, position);
        if ((sec1[position] & 0xff) == TAG_CURVE) {
          return Arrays.copyOfRange(sec1, start, end);
        }
        position = end;
      }
    } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UnusableCertificateException(name + " holds a broken EC key", e);
    }
    throw new UnusableCertificateException(name + " holds an EC key that does not name its curve");
  }

  private static int contentStart(byte[] der, int position) {
    int first = der[position + 1] & 0xff;
    return position + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int contentLength(byte[] der, int position) {
    int first = der[position + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = Math.addExact(Math.multiplyExact(length, 256), der[position + 2 + i] & 0xff);
    }
    return length;
  }

  private static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return tagged(TAG_SEQUENCE, content.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int lengthBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      out.write(0x80 | lengthBytes);
      for (int i = lengthBytes - 1; i >= 0; i--) {
        out.write(content.length >> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
