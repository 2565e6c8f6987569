package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// A jar with changed classes, to stand before the jars that hold the originals.
public final class WovenJar {
  private WovenJar() {}

  /// Writes a jar with one changed class.
  ///
  /// @param resource the class, as in `org/holdfast/app/Holdfast.class`, on this process's class
  ///   path
  public static void write(Path jar, String resource, UnaryOperator<byte[]> change)
      throws IOException {
    write(jar, Map.of(resource, change));
  }

  /// Writes a jar with several changed classes.
  public static void write(Path jar, Map<String, UnaryOperator<byte[]>> changes)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Map.Entry<String, UnaryOperator<byte[]>> change : changes.entrySet()) {
        entries.putNextEntry(new JarEntry(change.getKey()));
        entries.write(change.getValue().apply(original(change.getKey())));
        entries.closeEntry();
      }
    }
  }

  private static byte[] original(String resource) throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }
}
