package org.holdfast.app.demo.fleet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Runs PostgreSQL over a directory until its standard input ends, then stops it. The binaries are
/// found on the class path only when this runs.
///
/// Usage: `PostgresMain DIRECTORY PORT [SETTING=VALUE...]`
public final class PostgresMain {
  /// The beginning of what it prints when connections are taken.
  static final String READY = "ready ";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PostgresMain() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(Path.of(arguments[0]))
            .setPort(Integer.parseInt(arguments[1]))
            .setCleanDataDirectory(false)
            .setPGStartupWait(PATIENCE);
    for (int i = 2; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      builder = builder.setServerConfig(setting[0], setting[1]);
    }
    try (EmbeddedPostgres server = builder.start()) {
      System.out.println(READY + server.getPort());
      while (System.in.read() >= 0) {
        // Nobody says anything on this pipe; only its end has a meaning.
      }
    }
  }
}
