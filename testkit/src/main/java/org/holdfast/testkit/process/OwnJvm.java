package org.holdfast.testkit.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What further JVMs of this build are started with: the `java` and the class path of this process,
/// and what makes their start cheap.
///
/// That is a cache of loaded classes (JEP 483), which fits a class path that begins with the jars
/// it was made with. A JVM that it does not fit would also go without the JDK's own, which is why
/// it is given only to those that have this very class path.
public final class OwnJvm {
  /// A system property: the directory with a cache for each main class, `Holdfast.aot`.
  public static final String CACHES = "holdfast.start-caches";

  /// How objects are laid out, as `./holdfast` has it: a cache fits no other layout.
  public static final String LAYOUT = "-XX:+UseCompactObjectHeaders";

  private static final List<String> NO_WORD_IF_IT_DOES_NOT_FIT =
      List.of("-Xlog:aot*=off", "-Xlog:cds*=off");

  private static final String CACHE = "-XX:AOTCache=";

  private static final List<String> CLASS_PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .filter(entry -> !entry.isEmpty())
          .sorted(Comparator.comparing(entry -> Files.isDirectory(Path.of(entry))))
          .toList();

  private OwnJvm() {}

  /// The `java` that runs this process.
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /// Everything on the class path of this process: first the jars, then the directories.
  public static List<String> classPathEntries() {
    return CLASS_PATH;
  }

  /// Likewise, as `-cp` takes it.
  public static String classPath() {
    return String.join(File.pathSeparator, CLASS_PATH);
  }

  /// The options for a faster start of this main class with [#classPath]; empty where nothing is
  /// prepared for it. Where this process itself was started with a cache, that one is for all.
  public static List<String> cacheFor(String mainClass) {
    return Optional.ofNullable(System.getProperty(CACHES))
        .map(directory -> cache(Path.of(directory), mainClass))
        .filter(Files::isReadable)
        .map(file -> CACHE + file)
        .or(OwnJvm::own)
        .map(OwnJvm::options)
        .orElse(List.of());
  }

  /// The file of a main class's cache.
  public static Path cache(Path directory, String mainClass) {
    return directory.resolve(mainClass.substring(mainClass.lastIndexOf('.') + 1) + ".aot");
  }

  private static Optional<String> own() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(CACHE))
        .findFirst();
  }

  private static List<String> options(String cache) {
    return Stream.concat(Stream.of(cache, LAYOUT), NO_WORD_IF_IT_DOES_NOT_FIT.stream()).toList();
  }
}
