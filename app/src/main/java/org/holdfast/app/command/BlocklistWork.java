package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.holdfast.app.config.ConfigException;
import org.holdfast.pipeline.block.Block;
import org.holdfast.pipeline.block.BlocklistFile;
import org.holdfast.pipeline.block.UnusableBlocklistException;

/// What a command does with the blocklist.
@FunctionalInterface
interface BlocklistWork {
  int on(BlocklistFile file) throws IOException, UnusableBlocklistException;

  /// Does it, and says what stood in the way.
  ///
  /// @return an [ExitCode]
  static int run(ConfigOption config, PrintStream err, BlocklistWork work) {
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

  /// A block for people.
  static String line(Block block, Instant now) {
    return "block %s %s %s %s %s from %s until %s: %s"
        .formatted(
            block.id(),
            block.isInForce(now) ? "in force" : "ended",
            block.network().countryCode(),
            block.network().asn(),
            block.probeId().hex(),
            block.from(),
            block.end(),
            block.reason());
  }
}
