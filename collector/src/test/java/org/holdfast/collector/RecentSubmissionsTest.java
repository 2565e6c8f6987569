package org.holdfast.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.Test;

class RecentSubmissionsTest {
  private static final MeasurementUid UID =
      new MeasurementUid("20261101000000.000001_PT_signal_0123456789abcdef");

  @Test
  void remembersTheNewestAndForgetsTheOldest() {
    var recent = new RecentSubmissions(3);
    for (int i = 0; i < 5; i++) {
      recent.remember(
          new Sha256(i, 0, 0, 0), new RecentSubmissions.Remembered(UID, Optional.empty(), false));
    }
    assertThat(recent.find(new Sha256(1, 0, 0, 0))).isEmpty();
    assertThat(recent.find(new Sha256(2, 0, 0, 0))).isPresent();
    assertThat(recent.find(new Sha256(4, 0, 0, 0))).isPresent();
  }
}
