package org.holdfast.edge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// A certificate chain, leaf first, and the leaf's private key. A pair that does not belong
/// together cannot be made.
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
  /// Far above any real chain; keeps a mistaken path (a log, a disk image) from being read whole.
  private static final long FILE_BYTES_MAX = 1 << 20;

  public PemIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least one certificate");
    }
  }

  /// Reads and checks the pair.
  ///
  /// @throws UnusableCertificateException if a file cannot be read, holds no certificate or key in
  ///   a form we know, or the key is not the leaf's
  public static PemIdentity read(TlsFiles files) throws UnusableCertificateException {
    List<X509Certificate> chain = certificates(files.certificate());
    PrivateKey key = PemPrivateKey.parse(blocks(files.key()), files.key().toString());
    if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
      throw new UnusableCertificateException(
          "%s is not the key of the first certificate in %s"
              .formatted(files.key(), files.certificate()));
    }
    return new PemIdentity(chain, key);
  }

  /// The first certificate on disk, whether it is fit to be served or not.
  static X509Certificate leafOf(TlsFiles files) throws UnusableCertificateException {
    return certificates(files.certificate()).getFirst();
  }

  private static List<X509Certificate> certificates(Path file) throws UnusableCertificateException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlock block : blocks(file)) {
        if (block.label().equals("CERTIFICATE")) {
          chain.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (CertificateException e) {
      throw new UnusableCertificateException(file + " holds an unreadable certificate", e);
    }
    if (chain.isEmpty()) {
      throw new UnusableCertificateException(
          file + " holds no certificate (expected -----BEGIN CERTIFICATE-----)");
    }
    return chain;
  }

  private static List<PemBlock> blocks(Path file) throws UnusableCertificateException {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new UnusableCertificateException(file + " is too large for a PEM file");
      }
      return PemBlock.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UnusableCertificateException(file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new UnusableCertificateException(file + " is not PEM: " + e.getMessage(), e);
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String other -> other;
        };
    byte[] challenge = "holdfast".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(challenge);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(challenge);
      return verifier.verify(signature);
    } catch (GeneralSecurityException notEvenTheSameAlgorithm) {
      return false;
    }
  }

  /// Says whose certificate it is, never the key.
  @Override
  public String toString() {
    X509Certificate leaf = chain.getFirst();
    return "PemIdentity[%s, serial %s, until %s]"
        .formatted(
            leaf.getSubjectX500Principal(),
            leaf.getSerialNumber().toString(16),
            leaf.getNotAfter().toInstant());
  }
}
