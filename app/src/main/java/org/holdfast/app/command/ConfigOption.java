package org.holdfast.app.command;

import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `--config FILE`, the same for every command that acts on an installation.
final class ConfigOption {
  @Option(
      names = "--config",
      scope = CommandLine.ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "The configuration; without it everything runs on 127.0.0.1 in ./holdfast-data.")
  private @Nullable Path file;

  /// The file, if one was named.
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  ConfigFile.Loaded load() throws ConfigException {
    return file == null ? ConfigFile.defaults() : ConfigFile.read(file);
  }
}
