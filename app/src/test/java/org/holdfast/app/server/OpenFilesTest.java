package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How many connections there are files for.
class OpenFilesTest {
  @Test
  void asManyAsAskedForWhereThereAreEnough() {
    assertThat(OpenFiles.enoughFor(12_000, 2, 65_536)).isEqualTo(12_000);
  }

  @Test
  void fewerWhereThereAreNot() {
    assertThat(OpenFiles.enoughFor(12_000, 2, 20_000)).isEqualTo(9_500);
    assertThat(OpenFiles.enoughFor(12_000, 1, 1_024)).isEqualTo(512);
  }
}
