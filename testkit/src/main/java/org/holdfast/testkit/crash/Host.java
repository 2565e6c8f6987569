package org.holdfast.testkit.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The main class of the JVM in which servers live and die by the hundred. What to do comes on
/// standard input; verdicts go to standard output. It ends when its parent does.
///
/// Usage: `java -cp ... org.holdfast.testkit.crash.Host SUBJECT-CLASS DIRECTORY POINTS KILLED SEED
/// PROCESSES PATIENCE-MILLIS`, then one line for each point, and `go`; no points means a sample of
/// all there are.
public final class Host {
  static final String GO = "go";

  private Host() {}

  public static void main(String[] arguments) throws Exception {
    Subject subject = (Subject) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
    Path directory = Path.of(arguments[1]);
    CrashTest.Options options =
        new CrashTest.Options(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Long.parseLong(arguments[4]),
            Integer.parseInt(arguments[5]),
            Duration.ofMillis(Long.parseLong(arguments[6])),
            List.of());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Point> given = given(in);
    Thread.ofPlatform().daemon().name("tether").start(() -> endWithParent(in));
    Verdicts verdicts =
        new VerdictLines(new PrintStream(System.out, false, StandardCharsets.UTF_8));
    Path recording = directory.resolve("recording");
    if (given.isEmpty()) {
      Templates templates = Templates.record(subject, recording, options, verdicts);
      List<Point> all = templates.points();
      List<Point> chosen = Points.sample(all, options.points(), options.seed());
      verdicts.available(all.size());
      verdicts.say("%d points are there, %d are tried.".formatted(all.size(), chosen.size()));
      Points.forProcesses(all, options.killed(), options.seed() + 1).forEach(verdicts::toKill);
      new Trials(subject, directory, options, verdicts, templates).tryAll(chosen);
    } else {
      Templates templates = Templates.of(given, subject, recording, options, verdicts);
      new Trials(subject, directory, options, verdicts, templates).tryAll(given);
    }
    System.exit(0);
  }

  private static List<Point> given(BufferedReader in) throws IOException {
    List<Point> given = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.equals(GO); line = in.readLine()) {
      given.add(Point.parse(line));
    }
    return given;
  }

  private static void endWithParent(BufferedReader in) {
    try {
      while (in.read() >= 0) {
        // Only the end of this pipe has a meaning.
      }
    } catch (IOException e) {
      // A broken pipe is an end too.
    }
    Runtime.getRuntime().halt(130);
  }
}
