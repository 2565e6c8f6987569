package org.holdfast.edge.watch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tells one version of a file, or of the files directly in a directory, from another without
/// reading them: names, times, sizes, inodes. Compared by value.
public final class FileVersion {
  /// The most files a directory may have.
  public static final int MAX_FILES = 10_000;

  private record Entry(String name, FileTime modified, long size, @Nullable Object key) {}

  private final List<Entry> entries;

  private FileVersion(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /// The version on disk now.
  ///
  /// @throws IOException `NoSuchFileException` if there is nothing; if there are too many files
  public static FileVersion of(Path path) throws IOException {
    List<Entry> entries = new ArrayList<>();
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isDirectory()) {
      entries.add(entry("", attributes));
      return new FileVersion(entries);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        if (entries.size() == MAX_FILES) {
          throw new IOException("more than " + MAX_FILES + " files");
        }
        String name = String.valueOf(file.getFileName());
        entries.add(entry(name, Files.readAttributes(file, BasicFileAttributes.class)));
      }
    }
    entries.sort(Comparator.comparing(Entry::name));
    return new FileVersion(entries);
  }

  private static Entry entry(String name, BasicFileAttributes attributes) {
    return new Entry(name, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileVersion version && entries.equals(version.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }
}
