package org.holdfast.testkit.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How to start a server as a child JVM.
///
/// @param java the `java` to run it with
/// @param jvmArguments before the class path
/// @param mainClass what [Tether] runs
/// @param workingDirectory where it runs
public record ServerCommand(
    Path java,
    List<String> jvmArguments,
    String classPath,
    String mainClass,
    List<String> arguments,
    Path workingDirectory) {
  public ServerCommand {
    jvmArguments = List.copyOf(jvmArguments);
    arguments = List.copyOf(arguments);
  }

  /// With the `java` and the class path of this very process, and what makes its start cheap.
  public static ServerCommand likeThisProcess(
      List<String> jvmArguments, String mainClass, List<String> arguments, Path workingDirectory) {
    return new ServerCommand(
        OwnJvm.java(), jvmArguments, OwnJvm.classPath(), mainClass, arguments, workingDirectory);
  }

  /// The same, run by another `java`, which may be a script around the real one.
  public ServerCommand withJava(Path other) {
    return new ServerCommand(
        other, jvmArguments, classPath, mainClass, arguments, workingDirectory);
  }

  /// The same with another class path.
  public ServerCommand withClassPath(String other) {
    return new ServerCommand(java, jvmArguments, other, mainClass, arguments, workingDirectory);
  }

  List<String> line() {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.addAll(jvmArguments);
    if (classPath.equals(OwnJvm.classPath())) {
      line.addAll(OwnJvm.cacheFor(mainClass));
    }
    line.add("-cp");
    line.add(classPath);
    line.add(Tether.class.getName());
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }
}
