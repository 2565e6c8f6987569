package org.holdfast.testkit.tor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The keys of the network's one directory authority, and how all other processes name it.
///
/// @param directoryPort where it serves the consensus
record Authority(Path directory, int orPort, int directoryPort, String line) {
  private static final String NOBODY = "f".repeat(40);

  /// Makes its keys.
  static Authority create(Path directory, int orPort, int directoryPort)
      throws IOException, InterruptedException {
    Path keys = TorProcess.directory(TorProcess.directory(directory).resolve("keys"));
    Path certificate = keys.resolve("authority_certificate");
    TorPrograms.run(
        List.of(
            TorPrograms.find("tor-gencert"),
            "--create-identity-key",
            "--passphrase-fd",
            "0",
            "-i",
            keys.resolve("authority_identity_key").toString(),
            "-s",
            keys.resolve("authority_signing_key").toString(),
            "-c",
            certificate.toString(),
            "-m",
            "12",
            "-a",
            "127.0.0.1:" + directoryPort),
        "a passphrase that protects nothing\n");
    String line =
        "a0 orport=%d no-v2 v3ident=%s 127.0.0.1:%d %s"
            .formatted(orPort, fingerprintIn(certificate), directoryPort, identity(directory));
    return new Authority(directory, orPort, directoryPort, line);
  }

  private static String fingerprintIn(Path certificate) throws IOException {
    return Files.readAllLines(certificate).stream()
        .filter(line -> line.startsWith("fingerprint "))
        .map(line -> line.substring("fingerprint ".length()).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("tor-gencert wrote no fingerprint"));
  }

  /// Makes its key as a relay, too.
  private static String identity(Path directory) throws IOException, InterruptedException {
    String printed =
        TorPrograms.run(
            List.of(
                TorPrograms.find("tor"),
                "--list-fingerprint",
                "--orport",
                "1",
                "--dirserver",
                "x 127.0.0.1:1 " + NOBODY,
                "--datadirectory",
                directory.toString(),
                "-f",
                "/nonexistent",
                "--ignore-missing-torrc"),
            "");
    return printed
        .lines()
        .map(line -> line.replace(" ", ""))
        .filter(line -> line.matches(".*[0-9A-F]{40}"))
        .map(line -> line.substring(line.length() - NOBODY.length()))
        .findFirst()
        .orElseThrow(() -> new IOException("tor printed no fingerprint:\n" + printed));
  }
}
