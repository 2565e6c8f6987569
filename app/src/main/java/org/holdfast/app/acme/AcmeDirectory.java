package org.holdfast.app.acme;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import org.holdfast.edge.tls.PemIdentity;
import org.holdfast.edge.tls.TlsFiles;
import org.holdfast.edge.tls.UnusableCertificateException;
import org.holdfast.edge.tls.ValidationCertificates;
import org.holdfast.journal.durable.ProcessLock;
import org.holdfast.model.Sha256;

/// What several processes on one data directory share, readable by their owner only (directory
/// 0700, files 0600):
///
/// | path below `acme/` | what |
/// |---|---|
/// | `account-<16 hex digits>.key` | the account's key at one authority, by the SHA-256 of its directory's URL |
/// | `<listener>.pem` | a listener's key and chain, replaced as one |
/// | `<listener>.lock` | locked by the process that renews it |
/// | `http-01/<token>` | the answer to a validation that is under way |
/// | `tls-alpn-01/<name>.pem` | likewise: key and certificate for a server name |
final class AcmeDirectory implements ValidationCertificates {
  /// RFC 8555 section 8.1: base64url. What does not look so never names a file.
  private static final String TOKEN = "[A-Za-z0-9_-]{1,128}";

  private static final String SERVER_NAME = "[a-z0-9.-]{1,253}";

  private final Path root;

  /// @param root `acme` below the data directory; created by [#prepare]
  AcmeDirectory(Path root) {
    this.root = root;
  }

  /// @throws IOException if it cannot be created or is open to others
  void prepare() throws IOException {
    OwnerOnly.directory(root);
    OwnerOnly.directory(root.resolve("http-01"));
    OwnerOnly.directory(root.resolve("tls-alpn-01"));
  }

  Path pair(String listener) {
    return root.resolve(listener + ".pem");
  }

  /// What was issued last; empty if nothing was.
  ///
  /// @throws IOException if there is a file that cannot be used or is open to others
  Optional<PemIdentity> issued(String listener) throws IOException {
    Path pair = pair(listener);
    if (!Files.exists(pair)) {
      return Optional.empty();
    }
    String _ = OwnerOnly.read(pair);
    try {
      return Optional.of(PemIdentity.read(new TlsFiles(pair, pair)));
    } catch (UnusableCertificateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  void keep(String listener, KeyPair key, Iterable<? extends Certificate> chain)
      throws IOException {
    OwnerOnly.write(pair(listener), Pem.pair(key.getPrivate(), chain));
  }

  /// The account's key at an authority, made on first use.
  KeyPair accountKey(URI authority) throws IOException {
    String hash = Sha256.of(authority.toString().getBytes(StandardCharsets.UTF_8)).hex();
    Path file = root.resolve("account-" + hash.substring(0, 16) + ".key");
    try {
      Optional<KeyPair> kept = KeyPairPem.read(OwnerOnly.read(file));
      if (kept.isPresent()) {
        return kept.get();
      }
      // Written by a build that could not read it again either.
    } catch (NoSuchFileException e) {
      // The first time.
    }
    KeyPair key = Keys.generate();
    OwnerOnly.write(file, KeyPairPem.write(key));
    return key;
  }

  /// Becomes the one that renews; empty while another process, or another server in this one, does.
  Optional<ProcessLock> tryLock(String listener) throws IOException {
    return OwnerOnly.tryLock(root.resolve(listener + ".lock"));
  }

  void putHttpAnswer(String token, String authorization) throws IOException {
    OwnerOnly.write(
        httpAnswerFile(token).orElseThrow(() -> new IOException("token")), authorization);
  }

  /// The key authorization for a token; empty if no validation with it is under way.
  Optional<String> httpAnswer(String token) {
    return httpAnswerFile(token)
        .filter(Files::exists)
        .flatMap(
            file -> {
              try {
                return Optional.of(OwnerOnly.read(file));
              } catch (IOException endedMeanwhile) {
                return Optional.empty();
              }
            });
  }

  void removeHttpAnswer(String token) throws IOException {
    Files.deleteIfExists(httpAnswerFile(token).orElseThrow(() -> new IOException("token")));
  }

  private Optional<Path> httpAnswerFile(String token) {
    return token.matches(TOKEN)
        ? Optional.of(root.resolve("http-01").resolve(token))
        : Optional.empty();
  }

  void putValidationCertificate(String serverName, KeyPair key, Certificate certificate)
      throws IOException {
    OwnerOnly.write(
        validationFile(serverName).orElseThrow(() -> new IOException(serverName)),
        Pem.pair(key.getPrivate(), List.of(certificate)));
  }

  void removeValidationCertificate(String serverName) throws IOException {
    Files.deleteIfExists(validationFile(serverName).orElseThrow(() -> new IOException(serverName)));
  }

  @Override
  public Optional<PemIdentity> find(String serverName) {
    return validationFile(serverName)
        .filter(Files::exists)
        .flatMap(
            file -> {
              try {
                return Optional.of(PemIdentity.read(new TlsFiles(file, file)));
              } catch (UnusableCertificateException endedMeanwhile) {
                return Optional.empty();
              }
            });
  }

  private Optional<Path> validationFile(String serverName) {
    return serverName.matches(SERVER_NAME)
        ? Optional.of(root.resolve("tls-alpn-01").resolve(serverName + ".pem"))
        : Optional.empty();
  }
}
