package org.holdfast.app.onion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.bouncer.fleet.enrol.OwnFile;

/// The key of an onion service on disk, readable by its owner only: lines `secret:
/// ED25519-V3:BASE64` (64 bytes, expanded, as Tor's control protocol writes it) and `public:
/// BASE64`. Beside it `<name>.hostname` with the name, and `<name>.leads-to` with what Tor was last
/// told that it leads to.
final class OnionKeyFile {
  private OnionKeyFile() {}

  /// Reads the key, making it first where there is none.
  ///
  /// @throws IOException also if others may read it or it holds no key
  static OnionKey readOrMake(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      OnionKey made = OnionKey.generate(random);
      OwnFile.write(
          file,
          "secret: " + made.secretForTorAndItsFileOnly() + "\npublic: " + made.publicKey() + "\n");
    }
    Map<String, String> lines =
        OwnFile.read(file)
            .lines()
            .map(line -> line.split(": ", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (a, b) -> a));
    try {
      OnionKey key =
          OnionKey.of(lines.getOrDefault("secret", ""), lines.getOrDefault("public", ""));
      OwnFile.write(beside(file, ".hostname"), key + "\n");
      return key;
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no key of an onion service", e);
    }
  }

  /// Empty if it never was.
  static String leadsTo(Path file) throws IOException {
    Path noted = beside(file, ".leads-to");
    return Files.exists(noted) ? OwnFile.read(noted).strip() : "";
  }

  static void noteLeadsTo(Path file, String target) throws IOException {
    OwnFile.write(beside(file, ".leads-to"), target + "\n");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
