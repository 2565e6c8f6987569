package org.holdfast.bouncer.testlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.holdfast.edge.watch.UnusableFileException;

/// Whatever stands in a test list or in a file of rules is read or refused with a reason (P24).
class TestListFuzz {
  @FuzzTest
  void anyListIsReadOrRefused(byte[] file) {
    try {
      assertThat(TestListFiles.parse("it.csv", file))
          .allMatch(url -> url.url().length() <= TestUrl.MAX_LENGTH && !url.domain().isEmpty());
    } catch (UnusableFileException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest
  void anyRulesAreReadOrRefused(byte[] file) {
    try {
      assertThat(PriorityRules.parse(file)).hasSizeLessThanOrEqualTo(PriorityRules.MAX_RULES);
    } catch (UnusableFileException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
