package org.holdfast.bouncer.fleet.enrol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.bouncer.fleet.NodeKey;

/// A node's key on disk, readable by its owner only: lines `private: BASE64` (PKCS #8) and `public:
/// BASE64` (X.509). Beside it `<name>.boot`, the number of the last start.
public final class NodeKeyFile {
  private NodeKeyFile() {}

  /// Reads the key, making it first where there is none.
  ///
  /// @throws IOException also if others may read it or it holds no key
  public static NodeKey readOrMake(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      NodeKey key = NodeKey.generate(random);
      OwnFile.write(
          file,
          "private: " + key.secretForItsFileOnly() + "\npublic: " + key.known().base64() + "\n");
    }
    Map<String, String> lines =
        OwnFile.read(file)
            .lines()
            .map(line -> line.split(": ", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (a, b) -> a));
    try {
      return NodeKey.of(lines.getOrDefault("private", ""), lines.getOrDefault("public", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no node key", e);
    }
  }

  /// The number of this start: larger than all before it, whatever the clock does, and larger than
  /// any made with the same key where this file was lost, as long as the clock is about right.
  ///
  /// @param nowMillis since 1970
  public static long nextBoot(Path keyFile, long nowMillis) throws IOException {
    Path file = Path.of(keyFile + ".boot");
    long last = 0;
    if (Files.exists(file)) {
      String text = OwnFile.read(file).strip();
      last = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
    return keepBoot(keyFile, Math.max(last + 1, nowMillis));
  }

  /// Keeps a number that turned out to be needed.
  public static long keepBoot(Path keyFile, long boot) throws IOException {
    OwnFile.write(Path.of(keyFile + ".boot"), boot + "\n");
    return boot;
  }
}
