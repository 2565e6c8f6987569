package org.holdfast.pipeline.work;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.holdfast.journal.Cursor;
import org.holdfast.pipeline.testing.Faults;
import org.holdfast.pipeline.testing.FaultyJournal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// I5: one process at a time does what a cursor is for.
final class CursorStepTest {
  private final FaultyJournal journal = new FaultyJournal(new Faults());
  private final CursorStep steps = new CursorStep(journal.openCursor("archive"));

  @Test
  @DisplayName(
      "a step that outlives the close keeps the next process from the cursor until it ends")
  void cursorIsHeldUntilTheStepEnds() {
    CursorStep.Step slowPut = steps.begin();
    steps.close();
    assertThatThrownBy(() -> journal.openCursor("archive"))
        .isInstanceOf(IllegalStateException.class);

    slowPut.close();
    try (Cursor _ = journal.openCursor("archive")) {
      assertThatThrownBy(steps::begin).isInstanceOf(DependencyDownException.class);
    }
  }

  @Test
  void cursorIsFreeAtOnceWhereNoStepWorks() {
    steps.in(() -> "a step");
    steps.close();
    journal.openCursor("archive").close();
  }
}
