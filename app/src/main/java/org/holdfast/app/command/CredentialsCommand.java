package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.issuer.IssuerDirectory;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.keyring.IssuerKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.keyring.UnusableKeyRingException;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.watch.UnusableFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast credentials`: the keys of anonymous credentials. What it changes a running server
/// takes into use by itself.
@Command(
    name = "credentials",
    description =
        "Keys of anonymous credentials; a running server takes changes into use by itself.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class CredentialsCommand {
  private static final String DAYS_90 = "P90D";
  private static final Duration LENGTH_MAX = Duration.ofDays(36_500);

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  CredentialsCommand(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  static CommandLine withItsCommands(PrintStream out, PrintStream err, Clock clock) {
    return new CommandLine(new CredentialsCommand(out, err, clock))
        .addSubcommand(new MonitorCommand(out, err))
        .addSubcommand(new BlockCommand(out, err, clock))
        .addSubcommand(new UnblockCommand(out, err, clock))
        .addSubcommand(new BlocksCommand(out, err, clock));
  }

  @Command(
      name = "keygen",
      description =
          "Makes the first key, and the key of the log; from then on credentials are issued.",
      mixinStandardHelpOptions = true)
  int keygen(@Mixin ConfigOption config) {
    return with(
        config,
        directory -> {
          try (KeyRing ring = KeyRing.of(newKey(), clock.instant())) {
            directory.create(ring, LogKey.generate());
          }
          out.println("Keep a copy of " + directory.keysFile() + " where only you can read it.");
          return show(directory);
        });
  }

  @Command(
      name = "show",
      description = "Says which keys there are and until when; tells no secret.",
      mixinStandardHelpOptions = true)
  int show(@Mixin ConfigOption config) {
    return with(config, this::show);
  }

  @Command(
      name = "rotate",
      description = {
        "Makes a new key, or with --back makes an older one the current one again. Credentials under",
        "the others are accepted until the overlap is over; probes move by themselves."
      },
      mixinStandardHelpOptions = true)
  int rotate(
      @Mixin ConfigOption config,
      @Option(
              names = "--in",
              paramLabel = "DURATION",
              defaultValue = "PT1H",
              description =
                  "When the new key begins, so that every collector can be given the file first"
                      + " (default ${DEFAULT-VALUE}).")
          Duration in,
      @Option(
              names = "--overlap",
              paramLabel = "DURATION",
              defaultValue = DAYS_90,
              description =
                  "How long the others are accepted from then on (default ${DEFAULT-VALUE}).")
          Duration overlap,
      @Option(names = "--back", paramLabel = "KEY", description = "The key to go back to.")
          @Nullable String back) {
    if (in.isNegative() || overlap.isNegative() || in.plus(overlap).compareTo(LENGTH_MAX) > 0) {
      err.println(
          "credentials: --in and --overlap are durations from PT0S on, as PT1H or P90D, of at most "
              + LENGTH_MAX.toDays()
              + " days together");
      return ExitCode.USAGE;
    }
    return with(
        config,
        directory -> {
          Instant now = clock.instant();
          try (KeyRing ring = directory.readKeys();
              KeyRing changed =
                  back == null
                      ? ring.rotated(newKey(), now.plus(in), overlap)
                      : ring.returnedTo(back, now, overlap)) {
            directory.writeKeys(changed);
          }
          return show(directory);
        });
  }

  @Command(
      name = "prune",
      description = {
        "Takes out keys that ended more than a year ago. Probes with a credential under one of them",
        "are no longer told to register again; their proofs just fail."
      },
      mixinStandardHelpOptions = true)
  int prune(@Mixin ConfigOption config) {
    return with(
        config,
        directory -> {
          Instant yearAgo = clock.instant().minus(365, ChronoUnit.DAYS);
          try (KeyRing ring = directory.readKeys()) {
            directory.writeKeys(ring.pruned(yearAgo));
          }
          return show(directory);
        });
  }

  @Command(
      name = "log",
      description = "Shows and checks the log of everything that was ever served.",
      mixinStandardHelpOptions = true)
  int log(@Mixin ConfigOption config) {
    return with(
        config,
        directory -> {
          Optional<ParameterLog> log = directory.readLog();
          if (log.isEmpty()) {
            err.println("credentials: there is no log yet; a server begins it");
            return ExitCode.FAILED;
          }
          out.println("log key " + log.get().publicKey());
          for (LogEntry entry : log.get().entries()) {
            out.println(
                entry.epoch() + " " + entry.time() + " " + entry.version() + " " + entry.payload());
          }
          return ExitCode.OK;
        });
  }

  private int show(IssuerDirectory directory) throws IOException, UnusableFileException {
    try (KeyRing ring = directory.readKeys()) {
      Instant now = clock.instant();
      Optional<String> current = ring.current(now).map(IssuerKey::id);
      ring.keys().forEach(key -> out.println(line(key, current, now)));
    }
    return ExitCode.OK;
  }

  private static String line(IssuerKey key, Optional<String> current, Instant now) {
    String state =
        current.filter(key.id()::equals).isPresent()
            ? "current"
            : !key.isValid(now) ? "ended" : key.from().isAfter(now) ? "to come" : "accepted";
    String until = key.until().map(end -> " until " + end).orElse("");
    return "key " + key.id() + " " + state + ", from " + key.from() + until;
  }

  private static PrivateKey newKey() {
    return PrivateKey.generate(ScalarSource.of(new SecureRandom()));
  }

  private interface Work {
    int on(IssuerDirectory directory)
        throws IOException, UnusableFileException, UnusableKeyRingException;
  }

  private int with(ConfigOption config, Work work) {
    try {
      return work.on(new IssuerDirectory(config.load().config().credentialsDirectory()));
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (FileAlreadyExistsException e) {
      err.println("credentials: " + e.getMessage() + " is there already; see 'credentials rotate'");
    } catch (NoSuchFileException e) {
      err.println("credentials: " + e.getMessage() + " is not there; see 'credentials keygen'");
    } catch (IOException e) {
      err.println("credentials: " + e);
    } catch (UnusableFileException | UnusableKeyRingException e) {
      err.println("credentials: " + e.getMessage());
    }
    return ExitCode.FAILED;
  }
}
