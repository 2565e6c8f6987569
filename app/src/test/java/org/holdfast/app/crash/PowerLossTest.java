package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.testkit.crash.CrashReport;
import org.holdfast.testkit.crash.CrashTest;
import org.holdfast.testkit.crash.Phase;
import org.holdfast.testkit.crash.Point;
import org.holdfast.testkit.crash.WovenJar;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power goes where records leave the journal: what was not synced of archive and cursors
/// vanishes (I1, D1, D10). `holdfast crashtest` knows all such points; these are tried in each
/// build.
class PowerLossTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /// Nettests and countries are those of the measurements that this one makes.
  private static final long SEED = 5;

  private static final String GROUP = "archive/raw/*/*/IT/";
  private static final String ARCHIVE_CURSOR = "journal/cursors/archive.tmp";
  private static final String FILES = "org/holdfast/pipeline/durable/DurableFiles";

  private static final Point SECOND_CURSOR =
      point(Operation.SYNC, ARCHIVE_CURSOR, 2, Fault.POWER_LOSS);
  private static final List<Point> POINTS =
      List.of(
          point(Operation.LINK, GROUP + "httprequests/*.*.*.tar.gz", 1, Fault.POWER_LOSS),
          point(Operation.LINK, GROUP + "telegram/*.*.*.manifest.json", 1, Fault.POWER_LOSS),
          point(Operation.SYNC_DIRECTORY, GROUP + "telegram", 2, Fault.POWER_LOSS_IN_PART),
          point(Operation.SYNC, "journal/cursors/index.tmp", 1, Fault.POWER_LOSS_IN_PART),
          point(Operation.SYNC_DIRECTORY, "journal/cursors", 2, Fault.POWER_LOSS),
          SECOND_CURSOR);

  @TempDir Path directory;

  private static Point point(Operation operation, String file, int ordinal, Fault fault) {
    return new Point(Phase.WORK, new Site(operation, file), ordinal, fault);
  }

  @Test
  void archiveAndCursorsOutliveThePower() throws Exception {
    CrashReport report = test(List.of()).simulate(POINTS);

    assertThat(report.troubles()).isEmpty();
    assertThat(report.isClean()).as(report.triedLine()).isTrue();
    assertThat(report.tried().absent()).as(report.triedLine()).isLessThanOrEqualTo(1);
  }

  @Test
  void archiveThatForgetsDirectoryEntriesIsFound() throws Exception {
    Path broken = directory.resolve("broken.jar");
    WovenJar.write(broken, FILES + ".class", PowerLossTest::forgettingDirectories);

    // What a cursor has passed when it is written depends on when the archive looked; the first may
    // have passed nothing that is published.
    List<String> tried = new ArrayList<>();
    int lost = 0;
    for (int ordinal = 2; ordinal <= 4 && lost == 0; ordinal++) {
      Point cursor = point(Operation.SYNC, ARCHIVE_CURSOR, ordinal, Fault.POWER_LOSS);
      CrashReport report = test(List.of(broken)).simulate(List.of(cursor));
      tried.add(report.triedLine());
      lost = report.lost();
    }

    assertThat(lost).as(() -> tried.toString()).isPositive();
  }

  private CrashTest test(List<Path> classPath) throws Exception {
    return CrashTest.in(
        directory,
        new ServedBuild(),
        new CrashTest.Options(Integer.MAX_VALUE, 0, SEED, 3, PATIENCE, classPath),
        System.out::println);
  }

  /// `syncDirectory(Path)` does nothing.
  private static byte[] forgettingDirectories(byte[] original) {
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(original),
        ClassTransform.transformingMethods(
            model -> model.methodName().equalsString("syncDirectory"),
            (method, element) -> {
              if (element instanceof CodeModel) {
                method.withCode(CodeBuilder::return_);
              } else {
                method.with(element);
              }
            }));
  }
}
