package org.holdfast.app.upgradetest;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.testkit.process.OwnJvm;

/// The command line of a main class of this very build.
final class ThisBuild {
  private ThisBuild() {}

  /// Tied to this process like the server it is to follow.
  static List<String> words(List<String> jvmArguments, String mainClass) {
    List<String> words = new ArrayList<>();
    words.add(OwnJvm.java().toString());
    words.addAll(jvmArguments);
    words.addAll(OwnJvm.cacheFor(mainClass));
    words.addAll(List.of("-cp", OwnJvm.classPath()));
    words.addAll(List.of("org.holdfast.testkit.process.Tether", mainClass));
    return words;
  }
}
