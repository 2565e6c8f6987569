package org.holdfast.pipeline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedCopyTest {
  private static final int LENGTH = 9_866;

  @TempDir Path directory;

  /// The JDK reports the bytes before the failure and forgets the failure itself; going on at the
  /// end of the file would publish the half that was written twice.
  @Test
  void noByteOfAnObjectIsDoubledWhenTheDiskIsFullForAMoment() throws Exception {
    byte[] object = new byte[LENGTH];
    new Random(1).nextBytes(object);
    Path from = Files.write(directory.resolve("from"), object);
    Path to = directory.resolve("to");

    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            new HaltingChannel(
                FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 1)) {
      DirectoryObjectStore.transfer(in, out);
    }

    assertThat(to).hasBinaryContent(object);
  }
}
