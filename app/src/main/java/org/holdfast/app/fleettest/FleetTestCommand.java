package org.holdfast.app.fleettest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast fleettest`: prints one line and ends with 0 if no answer named a node later than 2 s
/// after its death, none was empty, and nobody who was well stayed out for more than 10 s.
@Command(
    name = "fleettest",
    description = {
      "Runs 3 bouncers and 20 light nodes on loopback through faults (killed, stopped, half open,",
      "slow, black hole, wrong answers, full disk, wrong clock, the end of a bouncer) and checks",
      "what the bouncers answer meanwhile."
    },
    mixinStandardHelpOptions = true)
public final class FleetTestCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(names = "--faults", defaultValue = "1000", paramLabel = "N")
  private int faults;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "S")
  private long seed;

  public FleetTestCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    // What bouncers and nodes say of the faults is expected.
    ((Logger) LoggerFactory.getLogger("org.holdfast")).setLevel(Level.OFF);
    Path directory = Files.createTempDirectory("holdfast-fleettest");
    try {
      boolean good = new FleetTest(directory, faults, seed, out::println).run();
      out.println(good ? "good, seed " + seed : "NOT GOOD, seed " + seed);
      return good ? 0 : 1;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
