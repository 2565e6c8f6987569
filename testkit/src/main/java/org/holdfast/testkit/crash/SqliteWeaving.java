package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.testkit.crash.disk.SqliteCommits;

/// Puts [SqliteCommits] around the driver's `commit`: SQLite writes its files past the JVM, so that
/// the file system seam does not see them.
final class SqliteWeaving {
  private static final String CONNECTION = "org/sqlite/jdbc3/JDBC3Connection.class";
  private static final ClassDesc HOOK = SqliteCommits.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  private SqliteWeaving() {}

  /// Writes a jar that has to come first on the class path.
  static void write(Path jar) throws IOException {
    WovenJar.write(jar, CONNECTION, SqliteWeaving::woven);
  }

  private static byte[] woven(byte[] original) {
    ClassFile classes = ClassFile.of();
    CodeTransform around =
        CodeTransform.ofStateful(
            () -> {
              AtomicBoolean begun = new AtomicBoolean();
              return (code, element) -> {
                if (!begun.getAndSet(true)) {
                  code.invokestatic(HOOK, "before", NOTHING);
                }
                if (element instanceof ReturnInstruction end && end.opcode() == Opcode.RETURN) {
                  code.invokestatic(HOOK, "after", NOTHING);
                }
                code.with(element);
              };
            });
    return classes.transformClass(
        classes.parse(original),
        ClassTransform.transformingMethods(
            method ->
                method.methodName().equalsString("commit")
                    && method.methodType().equalsString("()V"),
            MethodTransform.transformingCode(around)));
  }

  /// Whether the driver is on the class path of this process.
  static boolean isPossible() throws IOException {
    try (InputStream found = ClassLoader.getSystemResourceAsStream(CONNECTION)) {
      return found != null;
    }
  }
}
