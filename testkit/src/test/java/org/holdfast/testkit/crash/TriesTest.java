package org.holdfast.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.Test;

/// What goes wrong after a strike is never made good by a later try.
class TriesTest {
  private static final Point POINT =
      new Point(Phase.WORK, new Site(Operation.SYNC, "journal/*"), 1, Fault.KILL_AFTER);

  private final Account account = new Account(line -> {});

  @Test
  void successorThatDiesWhileItIsLookedAtIsTrouble() throws Exception {
    CrashReport report =
        tried(new Run(Reach.STRUCK, When.ANSWER), new Run(Reach.STRUCK, When.NEVER));

    assertThat(report.startFailures()).isEqualTo(1);
    assertThat(report.troubles()).singleElement().asString().contains(POINT.toString(), "it died");
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void exceptionBetweenTheStrikeAndTheWordOfItIsTrouble() throws Exception {
    CrashReport report =
        tried(new Run(Reach.STRUCK, When.STRIKE), new Run(Reach.STRUCK, When.NEVER));

    assertThat(report.isClean()).isFalse();
    assertThat(report.startFailures()).isEqualTo(1);
  }

  @Test
  void serverThatDoesNotEndAfterAStrikeIsTrouble() throws Exception {
    CrashReport report =
        tried(new Run(Reach.STRUCK, When.CLEAR), new Run(Reach.STRUCK, When.NEVER));

    assertThat(report.isClean()).isFalse();
  }

  @Test
  void whatGoesWrongBeforeTheStrikeIsTriedAgain() throws Exception {
    CrashReport report =
        tried(
            new Run(Reach.UNREACHED, When.STRIKE),
            new Run(Reach.ABSENT, When.NEVER),
            new Run(Reach.STRUCK, When.NEVER));

    assertThat(report.isClean()).as(report.triedLine()).isTrue();
    assertThat(report.triedLine())
        .isEqualTo("asked=1 struck=1 not-there=0 replaced=0 not-reached=0 sigkills=0");
  }

  @Test
  void pointThatIsNeverComePastIsNamedWithTheReason() throws Exception {
    Run never = new Run(Reach.UNREACHED, When.STRIKE);

    CrashReport report = tried(never, never, never);

    assertThat(report.tried().unreached())
        .singleElement()
        .asString()
        .contains(POINT.toString(), "it died");
    assertThat(report.isClean()).isFalse();
  }

  private CrashReport tried(Run... runs) throws InterruptedException {
    Deque<Run> left = new ArrayDeque<>(List.of(runs));
    new Tries(point -> left.remove(), account).tryPoint(POINT);
    return account.report(1);
  }

  private enum When {
    NEVER,
    STRIKE,
    ANSWER,
    CLEAR
  }

  /// A trial that goes wrong at a certain moment.
  private record Run(Reach reach, When wrong) implements Trial {
    @Override
    public Reach strike() throws IOException {
      return at(When.STRIKE, reach);
    }

    @Override
    public boolean isStruck() {
      return reach == Reach.STRUCK;
    }

    @Override
    public void answer() throws IOException {
      Reach unused = at(When.ANSWER, reach);
    }

    @Override
    public void clear() throws IOException {
      Reach unused = at(When.CLEAR, reach);
    }

    @Override
    public void close() {}

    private Reach at(When here, Reach result) throws IOException {
      if (here == wrong) {
        throw new IOException("it died");
      }
      return result;
    }
  }
}
