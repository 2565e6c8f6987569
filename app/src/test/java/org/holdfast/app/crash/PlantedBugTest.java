package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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

/// A test that has never failed proves little: the crash test finds a journal that is broken on
/// purpose, and nothing at the same points of one that is not (I1).
class PlantedBugTest {
  private static final String SEGMENT = "journal/*.*.segment";
  private static final String WRITER = "org/holdfast/journal/segment/SegmentWriter";
  private static final String DISK = "org/holdfast/journal/segment/LocalDisk";

  /// Long enough for a server that keeps its promises on a busy machine.
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Point BEFORE_A_WRITE = write(6);
  private static final Point BEFORE_ANOTHER_WRITE = write(7);
  private static final Point POWER_LOSS =
      new Point(Phase.WORK, new Site(Operation.SYNC, SEGMENT), 4, Fault.POWER_LOSS);

  @TempDir Path directory;

  @Test
  void journalThatAcknowledgesBeforeTheSyncIsFound() throws Exception {
    Path broken = directory.resolve("broken.jar");
    WovenJar.write(broken, WRITER + ".class", PlantedBugTest::acknowledgingFirst);

    CrashReport report =
        test(List.of(broken)).simulate(List.of(BEFORE_A_WRITE, BEFORE_ANOTHER_WRITE));

    assertThat(report.lost()).as(report.lastLine()).isPositive();
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void journalThatForgetsTheDirectoryEntryIsFound() throws Exception {
    Path broken = directory.resolve("broken.jar");
    WovenJar.write(broken, DISK + ".class", PlantedBugTest::forgettingDirectories);

    CrashReport report = test(List.of(broken)).simulate(List.of(POWER_LOSS));

    assertThat(report.lost()).as(report.lastLine()).isPositive();
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void soundJournalKeepsItsPromisesAtTheSamePoints() throws Exception {
    List<Point> points = List.of(BEFORE_A_WRITE, BEFORE_ANOTHER_WRITE, POWER_LOSS);

    CrashReport report = test(List.of()).simulate(points);

    assertThat(report.troubles()).isEmpty();
    assertThat(report.lastLine()).isEqualTo("lost=0 duplicated=0 swapped=0 start-up failures=0");
    assertThat(report.points()).isEqualTo(3);
    assertThat(report.isClean()).isTrue();
  }

  private CrashTest test(List<Path> classPath) throws Exception {
    return CrashTest.in(
        directory,
        new ServedBuild(),
        new CrashTest.Options(Integer.MAX_VALUE, 0, 5, 3, PATIENCE, classPath),
        System.out::println);
  }

  private static Point write(int ordinal) {
    return new Point(Phase.WORK, new Site(Operation.WRITE, SEGMENT), ordinal, Fault.KILL_BEFORE);
  }

  /// `commit()` calls `acknowledger.accept(uncommitted)` before it forces the segment, on a disk
  /// slow enough for the answers to arrive meanwhile: what did not arrive was not promised.
  private static byte[] acknowledgingFirst(byte[] original) {
    ClassDesc writer = ClassDesc.ofInternalName(WRITER);
    ClassDesc consumer = ClassDesc.of(Consumer.class.getName());
    Consumer<CodeBuilder> acknowledge =
        code ->
            code.aload(0)
                .getfield(writer, "acknowledger", consumer)
                .aload(0)
                .getfield(writer, "uncommitted", ConstantDescs.CD_List)
                .invokeinterface(
                    consumer,
                    "accept",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object))
                .loadConstant(Duration.ofMillis(200).toNanos())
                .invokestatic(
                    ClassDesc.of(LockSupport.class.getName()),
                    "parkNanos",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
    return changed(
        original,
        "commit",
        MethodTransform.transformingCode(
            (code, element) -> {
              if (element instanceof InvokeInstruction call && call.name().equalsString("force")) {
                acknowledge.accept(code);
              }
              code.with(element);
            }));
  }

  /// `syncDirectory(Path)` does nothing.
  private static byte[] forgettingDirectories(byte[] original) {
    return changed(
        original,
        "syncDirectory",
        (method, element) -> {
          if (element instanceof CodeModel) {
            method.withCode(CodeBuilder::return_);
          } else {
            method.with(element);
          }
        });
  }

  private static byte[] changed(byte[] original, String method, MethodTransform change) {
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(original),
        ClassTransform.transformingMethods(
            model -> model.methodName().equalsString(method), change));
  }
}
