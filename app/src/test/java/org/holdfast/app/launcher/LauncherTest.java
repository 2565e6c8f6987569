package org.holdfast.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./holdfast` in a tree of its own, whose JDK and Maven are scripts that note how they were
/// called.
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "dirname",
          "find",
          "flock",
          "head",
          "ls",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "touch");

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path tree;

  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void plant() throws IOException {
    Path repository = repository();
    for (String script : List.of("holdfast", "bin/find-jdk")) {
      Files.createDirectories(Objects.requireNonNull(tree.resolve(script).getParent()));
      Files.copy(repository.resolve(script), tree.resolve(script));
    }
    write("pom.xml", "<project/>");
    write("app/pom.xml", "<project/>");
    write("app/src/main/java/Some.java", "class Some {}");
    for (String tool : TOOLS) {
      Path link = tree.resolve("tools").resolve(tool);
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.createSymbolicLink(link, onPath(tool));
    }
    script("jdk/bin/java", "echo \"java ran: $*\"");
    script("jdk/bin/javac", "exit 0");
    write("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
    script("tools/mvn", "mkdir -p app/target; echo \"mvn $*\" >> \"" + tree + "/mvn.log\"");
  }

  @Test
  @DisplayName("what is not built is built, once, and then run with the arguments given")
  void buildsWhatIsNotBuiltAndRunsIt() throws Exception {
    Run first = holdfast("serve", "--config", "a file");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.out()).contains("java ran:").contains("serve --config a file");
    assertThat(first.err()).contains("Building Holdfast");
    assertThat(builds()).hasSize(1);
    assertThat(builds().getFirst()).contains("-pl app -am").contains("package");

    assertThat(holdfast("version").err()).isEmpty();
    assertThat(builds()).as("nothing has changed").hasSize(1);
  }

  @Test
  @DisplayName("a source newer than the build is built again")
  void buildsAgainWhatIsStale() throws Exception {
    holdfast("version");
    age(tree.resolve("app/target/holdfast.built"));
    age(tree.resolve("pom.xml"));
    age(tree.resolve("app/pom.xml"));
    age(tree.resolve("app/src/main"));
    assertThat(holdfast("version").err()).isEmpty();

    Files.setLastModifiedTime(
        tree.resolve("app/src/main/java/Some.java"), FileTime.from(Instant.now()));
    assertThat(holdfast("version").err()).contains("Building Holdfast");
    assertThat(builds()).hasSize(2);
  }

  @Test
  @DisplayName("after a build it rehearses once, and later starts have what that left")
  void startsWithWhatTheRehearsalLeft() throws Exception {
    script(
        "jdk/bin/java",
        """
        for word in "$@"; do
          case "$word" in -XX:AOTCacheOutput=*) touch "${word#*=}" ;; esac
        done
        echo "java ran: $*"
        case "$*" in *rehearse*) echo "$*" >> '%s/rehearsals' ;; esac
        """
            .formatted(tree));
    String cache = "-XX:AOTCache=" + tree.resolve("app/target/holdfast.aot");

    assertThat(holdfast("serve").out()).contains(cache).doesNotContain("rehearse");
    assertThat(holdfast("serve").out()).contains(cache);
    assertThat(Files.readAllLines(tree.resolve("rehearsals"))).hasSize(1);
  }

  @Test
  @DisplayName("a rehearsal that fails costs nothing but the faster start")
  void startsWithoutARehearsal() throws Exception {
    script(
        "jdk/bin/java",
        """
        for word in "$@"; do
          case "$word" in -XX:AOTCacheOutput=*) touch "${word#*=}"; exit 1 ;; esac
        done
        echo "java ran: $*"
        """);

    Run run = holdfast("serve");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("java ran:").doesNotContain("AOTCache");
    assertThat(tree.resolve("app/target/holdfast.aot")).doesNotExist();
  }

  @Test
  @DisplayName("a build that fails runs nothing and is tried again")
  void runsNothingAfterAFailedBuild() throws Exception {
    script("tools/mvn", "echo broken >&2; exit 1");
    Run run = holdfast("version");

    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("broken");
    assertThat(run.out()).doesNotContain("java ran");
    assertThat(tree.resolve("app/target/holdfast.built")).doesNotExist();
  }

  @Test
  @DisplayName("without a JDK that is new enough it says so and what it looked at")
  void saysThatThereIsNoJdk() throws Exception {
    // Whatever this machine has, it has no such version.
    Files.move(tree.resolve("bin/find-jdk"), tree.resolve("bin/find-jdk-of"));
    script("bin/find-jdk", "exec bash \"" + tree + "/bin/find-jdk-of\" $(($1 + 1000))");
    Run run = holdfast("version");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("needs a JDK 1025 or newer (with javac) and found none")
        .contains("JAVA_HOME (" + tree.resolve("jdk") + ")")
        .contains("Install one");
    assertThat(run.out()).isEmpty();
    assertThat(builds()).isEmpty();
  }

  @Test
  @DisplayName("a JDK that is too old, or none but a runtime, is passed over")
  void passesOverWhatIsNoJdkOfToday() throws Exception {
    write("jdk/release", "JAVA_VERSION=\"17.0.9\"\n");
    assertThat(findJdk("25").out()).isNotEqualTo(tree.resolve("jdk") + "\n");
    assertThat(findJdk("17").out()).isEqualTo(tree.resolve("jdk") + "\n");
    Files.delete(tree.resolve("jdk/bin/javac"));
    assertThat(findJdk("17").out()).isNotEqualTo(tree.resolve("jdk") + "\n");
  }

  @Test
  @DisplayName("without Maven it says so where it has to build, and runs where it has not")
  void saysThatThereIsNoMaven() throws Exception {
    Files.delete(tree.resolve("tools/mvn"));
    Run run = holdfast("version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("needs Maven 3.8 or newer (Debian package: maven)");

    write("app/target/holdfast.built", "");
    assertThat(holdfast("version").out()).contains("java ran:");
  }

  private Run holdfast(String... arguments) throws Exception {
    return bash("holdfast", arguments);
  }

  private Run findJdk(String version) throws Exception {
    return bash("bin/find-jdk", version);
  }

  private Run bash(String script, String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(onPath("bash").toString(), tree.resolve(script).toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", tree.resolve("tools").toString());
    builder.environment().put("HOME", tree.toString());
    builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
    Path out = tree.resolve("out.txt");
    Path err = tree.resolve("err.txt");
    int exit = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(exit, Files.readString(out), Files.readString(err));
  }

  private List<String> builds() throws IOException {
    Path log = tree.resolve("mvn.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  private void write(String name, String text) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private void script(String name, String body) throws IOException {
    write(name, "#!" + onPath("bash") + "\n" + body + "\n");
    Files.setPosixFilePermissions(tree.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Makes a file, or all under a directory, older than anything written now; a build is older than
  /// what is written after it and younger than what it was made of.
  private static void age(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        boolean built = file.endsWith("holdfast.built");
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusSeconds(built ? 60 : 0)));
      }
    }
  }

  private static Path onPath(String tool) throws IOException {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IOException(tool + " is not on PATH"))
        .toRealPath();
  }

  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("bin/find-jdk"))) {
      at = Objects.requireNonNull(at.getParent(), "the repository is above the module");
    }
    return at;
  }
}
