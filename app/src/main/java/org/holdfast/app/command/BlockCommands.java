package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.app.config.ConfigException;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.pipeline.block.Block;
import org.holdfast.pipeline.block.BlocklistFile;
import org.holdfast.pipeline.block.UnusableBlocklistException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast credentials block`, `unblock` and `blocks`: whose measurements are withheld.
@Command(name = "blocks-and-unblocks")
final class BlockCommands {
  private static final Pattern PROBE_ID = Pattern.compile("[0-9a-f]{64}");

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  BlockCommands(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Command(
      name = "block",
      description = {
        "Withholds what a probe submits with a proof, in one network: it is taken in as ever, and",
        "kept in quarantine. The block is public. Undone by 'unblock' and 'quarantine release'."
      },
      mixinStandardHelpOptions = true)
  int block(
      @Mixin ConfigOption config,
      @Option(names = "--cc", required = true, paramLabel = "CC", description = "As in IT.")
          String cc,
      @Option(names = "--asn", required = true, paramLabel = "ASN", description = "As in AS30722.")
          String asn,
      @Option(
              names = "--for",
              paramLabel = "DURATION",
              defaultValue = "P30D",
              description = "When it ends by itself (default ${DEFAULT-VALUE}).")
          Duration length,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "TEXT",
              description = "One line, for the public.")
          String reason,
      @Parameters(paramLabel = "PROBE_ID", description = "Of verified measurements: probe_id.")
          String probeId) {
    Optional<CountryCode> country = CountryCode.parse(cc);
    Optional<Asn> network = Asn.parse(asn);
    boolean isFit =
        country.isPresent()
            && network.isPresent()
            && PROBE_ID.matcher(probeId).matches()
            && !reason.isBlank()
            && !length.isNegative()
            && !length.isZero();
    if (!isFit) {
      err.println(
          "credentials: give a probe id of 64 hexadecimal digits, --cc as IT, --asn as AS30722, a"
              + " reason and a positive duration");
      return ExitCode.USAGE;
    }
    return with(
        config,
        file -> {
          Instant now = clock.instant();
          Block block =
              file.block(
                  Sha256.fromHex(probeId),
                  new VantagePoint(country.get(), network.get()),
                  now,
                  now.plus(length),
                  reason);
          out.println(line(block));
          return ExitCode.OK;
        });
  }

  @Command(
      name = "unblock",
      description = {
        "Ends a block now. What it has withheld stays in quarantine until it is released:",
        "'quarantine release --reason blocked-ID'."
      },
      mixinStandardHelpOptions = true)
  int unblock(
      @Mixin ConfigOption config,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "One line.")
          String reason,
      @Parameters(paramLabel = "ID", description = "As 'blocks' names it.") String id) {
    return with(
        config,
        file -> {
          file.unblock(id, clock.instant(), reason);
          out.println(line(file.read().find(id).orElseThrow()));
          return ExitCode.OK;
        });
  }

  @Command(
      name = "blocks",
      description = "One line for each block there ever was.",
      mixinStandardHelpOptions = true)
  int blocks(@Mixin ConfigOption config) {
    return with(
        config,
        file -> {
          file.read().blocks().forEach(block -> out.println(line(block)));
          return ExitCode.OK;
        });
  }

  private String line(Block block) {
    return "block %s %s %s %s %s from %s until %s: %s"
        .formatted(
            block.id(),
            block.isInForce(clock.instant()) ? "in force" : "ended",
            block.network().countryCode(),
            block.network().asn(),
            block.probeId().hex(),
            block.from(),
            block.end(),
            block.reason());
  }

  private interface Work {
    int on(BlocklistFile file) throws IOException, UnusableBlocklistException;
  }

  private int with(ConfigOption config, Work work) {
    try {
      return work.on(new BlocklistFile(config.load().config().blocklistFile()));
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (IOException | UnusableBlocklistException e) {
      err.println("credentials: " + e.getMessage());
    }
    return ExitCode.FAILED;
  }
}
