package org.holdfast.testkit.crash;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.testkit.crash.disk.SimulatedProcess;

/// A [Host] in a JVM of its own.
final class HostProcess {
  /// For so few the thorough compiler costs more than it saves.
  private static final int FEW_POINTS = 300;

  private HostProcess() {}

  /// Runs one to its end.
  ///
  /// @param classPath what comes before the class path of this JVM
  /// @param given the points to try; empty is a sample as the options have it
  static void run(
      Subject subject,
      Path directory,
      CrashTest.Options options,
      List<Path> classPath,
      List<Point> given,
      Verdicts verdicts)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(subject.hostArguments(directory));
    if ((given.isEmpty() ? options.points() : given.size()) <= FEW_POINTS) {
      line.add("-XX:TieredStopAtLevel=1");
    }
    line.add(SimulatedProcess.jvmArgument());
    line.add("-cp");
    line.add(
        classPath.stream()
            .map(path -> path + File.pathSeparator)
            .collect(Collectors.joining("", "", System.getProperty("java.class.path"))));
    line.add(Host.class.getName());
    line.add(subject.getClass().getName());
    line.add(directory.toString());
    line.add(String.valueOf(options.points()));
    line.add(String.valueOf(options.killed()));
    line.add(String.valueOf(options.seed()));
    line.add(String.valueOf(options.processes()));
    line.add(String.valueOf(options.patience().toMillis()));
    Process process =
        new ProcessBuilder(line).redirectError(directory.resolve("host.log").toFile()).start();
    try (BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (Point point : given) {
        in.write(point + "\n");
      }
      in.write(Host.GO + "\n");
      in.flush();
      for (String verdict = out.readLine(); verdict != null; verdict = out.readLine()) {
        VerdictLines.read(verdict, verdicts);
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            "the JVM of the crash test ended with " + code + "; see host.log in " + directory);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
