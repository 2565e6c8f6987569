package org.holdfast.bouncer.oonib;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.holdfast.edge.watch.UnusableFileException;

/// Whatever stands in an operator's file is read or refused with a reason; never is anything else
/// thrown, as that would end the watch (L45, L62).
class FilesFuzz {
  @FuzzTest
  void anyBouncerFileIsReadOrRefused(byte[] file) {
    try {
      assertThat(BouncerFile.parse(file).collectors()).isNotNull();
    } catch (UnusableFileException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest
  void anyPolicyIsReadOrRefused(byte[] file) {
    try {
      assertThat(OonibPolicy.parse(file).inputs()).isNotNull();
    } catch (UnusableFileException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
