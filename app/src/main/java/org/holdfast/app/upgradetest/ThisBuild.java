package org.holdfast.app.upgradetest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a main class of this very build.
final class ThisBuild {
  private ThisBuild() {}

  /// Tied to this process like the server it is to follow.
  static List<String> words(List<String> jvmArguments, String mainClass) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(jvmArguments);
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("org.holdfast.testkit.process.Tether", mainClass));
    return words;
  }
}
