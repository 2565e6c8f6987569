package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;

/// The entries of a directory as paths of the faulty file system.
record FaultyDirectoryStream(FaultyFileSystem fileSystem, DirectoryStream<Path> plain)
    implements DirectoryStream<Path> {

  @Override
  public Iterator<Path> iterator() {
    Iterator<Path> entries = plain.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Path next() {
        return new FaultyPath(fileSystem, entries.next());
      }
    };
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
