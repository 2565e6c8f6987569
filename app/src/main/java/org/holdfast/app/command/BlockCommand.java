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
  private static final Duration LENGTH_MAX = Duration.ofDays(36_500);
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
    Optional<String> unfit = unfit(country, network);
    if (unfit.isPresent()) {
      err.println("credentials: " + unfit.get());
      return ExitCode.USAGE;
    }
    VantagePoint where = new VantagePoint(country.orElseThrow(), network.orElseThrow());
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

  private Optional<String> unfit(Optional<CountryCode> country, Optional<Asn> network) {
    if (!PROBE_ID.matcher(probeId).matches()) {
      return Optional.of("'" + probeId + "' is no probe id: 64 hexadecimal digits");
    }
    if (country.filter(known -> !known.isUnknown()).isEmpty()) {
      return Optional.of("'" + cc + "' is no country; write --cc IT");
    }
    if (network.filter(known -> !known.isUnknown()).isEmpty()) {
      return Optional.of("'" + asn + "' is no network; write --asn AS30722");
    }
    if (reason.isBlank()) {
      return Optional.of("--reason is empty; it is for the public");
    }
    return length.isPositive() && length.compareTo(LENGTH_MAX) <= 0
        ? Optional.empty()
        : Optional.of(
            "--for " + length + " is not between nothing and " + LENGTH_MAX.toDays() + " days");
  }
}
