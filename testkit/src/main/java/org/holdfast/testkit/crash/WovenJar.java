package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// A jar with one changed class, to stand before the jar that holds the original.
public final class WovenJar {
  private WovenJar() {}

  /// @param resource the class, as in `org/holdfast/app/Holdfast.class`, on this process's class
  ///   path
  public static void write(Path jar, String resource, UnaryOperator<byte[]> change)
      throws IOException {
    byte[] original;
    try (InputStream in = ClassLoader.getSystemResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is not on the class path");
      }
      original = in.readAllBytes();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(resource));
      entries.write(change.apply(original));
      entries.closeEntry();
    }
  }
}
