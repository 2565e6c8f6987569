package org.holdfast.app.command;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.pipeline.block.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast credentials block`: whose measurements are withheld.
@Command(
    name = "block",
    description = {
      "Withholds what a probe submits with a proof, in one network: it is taken in as ever, and kept",
      "in quarantine. The block is public. Undone by 'unblock' and 'quarantine release'."
    },
    mixinStandardHelpOptions = true)
final class BlockCommand implements Callable<Integer> {
  private static final Pattern PROBE_ID = Pattern.compile("[0-9a-f]{64}");

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--cc", required = true, paramLabel = "CC", description = "As in IT.")
  private String cc = "";

  @Option(names = "--asn", required = true, paramLabel = "ASN", description = "As in AS30722.")
  private String asn = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "P30D",
      description = "When it ends by itself (default ${DEFAULT-VALUE}).")
  private Duration length = Duration.ZERO;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "One line, for the public.")
  private String reason = "";

  @Parameters(
      index = "0",
      paramLabel = "PROBE_ID",
      description = "Of verified measurements: probe_id.")
  private String probeId = "";

  BlockCommand(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Optional<CountryCode> country = CountryCode.parse(cc);
    Optional<Asn> network = Asn.parse(asn);
    boolean isFit =
        country.isPresent()
            && network.isPresent()
            && PROBE_ID.matcher(probeId).matches()
            && !reason.isBlank()
            && length.isPositive();
    if (!isFit) {
      err.println(
          "credentials: give a probe id of 64 hexadecimal digits, --cc as IT, --asn as AS30722, a"
              + " reason and a positive duration");
      return ExitCode.USAGE;
    }
    VantagePoint where = new VantagePoint(country.get(), network.get());
    return BlocklistWork.run(
        config,
        err,
        file -> {
          Instant now = clock.instant();
          Block block = file.block(Sha256.fromHex(probeId), where, now, now.plus(length), reason);
          out.println(BlocklistWork.line(block, now));
          return ExitCode.OK;
        });
  }
}
