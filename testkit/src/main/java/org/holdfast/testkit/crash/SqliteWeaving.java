package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.holdfast.testkit.crash.disk.SqliteCommits;

/// Puts [SqliteCommits] around the driver's `commit`, and before its `open`: SQLite writes its
/// files past the JVM, so that the file system seam does not see them.
final class SqliteWeaving {
  private static final String CONNECTION = "org/sqlite/jdbc3/JDBC3Connection";
  private static final String DATABASE = "org/sqlite/core/DB";
  private static final String CLASS = ".class";
  private static final ClassDesc HOOK = SqliteCommits.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc OPENING =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_String);
  private static final MethodTypeDesc COMMITTING =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

  private SqliteWeaving() {}

  /// Writes a jar that has to come first on the class path.
  static void write(Path jar) throws IOException {
    WovenJar.write(
        jar,
        Map.of(
            CONNECTION + CLASS,
            SqliteWeaving::committing,
            DATABASE + CLASS,
            SqliteWeaving::opening));
  }

  private static byte[] committing(byte[] original) {
    CodeTransform around =
        CodeTransform.ofStateful(
            () -> {
              AtomicBoolean begun = new AtomicBoolean();
              return (code, element) -> {
                if (!begun.getAndSet(true)) {
                  call(code, "before");
                }
                if (element instanceof ReturnInstruction end && end.opcode() == Opcode.RETURN) {
                  call(code, "after");
                }
                code.with(element);
              };
            });
    return changed(original, "commit", "()V", around);
  }

  private static void call(CodeBuilder code, String hook) {
    code.aload(0)
        .invokevirtual(
            ClassDesc.ofInternalName(CONNECTION),
            "getDatabase",
            MethodTypeDesc.of(ClassDesc.ofInternalName(DATABASE)))
        .invokestatic(HOOK, hook, COMMITTING);
  }

  private static byte[] opening(byte[] original) {
    Consumer<CodeBuilder> hook =
        code -> code.aload(0).aload(1).invokestatic(HOOK, "opening", OPENING);
    CodeTransform first =
        CodeTransform.ofStateful(
            () -> {
              AtomicBoolean begun = new AtomicBoolean();
              return (code, element) -> {
                if (!begun.getAndSet(true)) {
                  hook.accept(code);
                }
                code.with(element);
              };
            });
    return changed(original, "open", "(Ljava/lang/String;I)V", first);
  }

  private static byte[] changed(byte[] original, String name, String type, CodeTransform change) {
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(original),
        ClassTransform.transformingMethods(
            method ->
                method.methodName().equalsString(name) && method.methodType().equalsString(type),
            MethodTransform.transformingCode(change)));
  }

  /// Whether the driver is on the class path of this process.
  static boolean isPossible() throws IOException {
    try (InputStream found = ClassLoader.getSystemResourceAsStream(CONNECTION + CLASS)) {
      return found != null;
    }
  }
}
