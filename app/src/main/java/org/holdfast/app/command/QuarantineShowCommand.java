package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.SetAside;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast quarantine show UID`: what is known of one, or with `--body` its bytes as received.
@Command(
    name = "show",
    description = "What is known of one; with --body, its bytes as received.",
    mixinStandardHelpOptions = true)
final class QuarantineShowCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(index = "0", paramLabel = "UID", description = "As 'quarantine list' names it.")
  private String uid = "";

  @Option(names = "--body", description = "Its bytes, and nothing else.")
  private boolean body;

  QuarantineShowCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      Path directory = config.load().config().data().resolve("quarantine");
      Optional<SetAside> found = Quarantine.existing(directory).find(uid);
      if (found.isEmpty()) {
        err.println("quarantine: nothing was set aside as " + uid);
        return ExitCode.FAILED;
      }
      show(found.get(), directory.resolve(found.get().file()));
      return ExitCode.OK;
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (IOException e) {
      err.println("quarantine: " + e);
      return ExitCode.FAILED;
    }
  }

  private void show(SetAside one, Path file) throws IOException {
    if (body) {
      out.write(Files.readAllBytes(file));
      out.flush();
      return;
    }
    out.println("uid           " + one.uid());
    out.println("stage         " + one.stage());
    out.println("reason        " + one.reason());
    out.println("detail        " + one.detail());
    out.println("set aside at  " + one.at());
    out.println("bytes         " + Files.size(file));
    out.println("file          " + file);
  }
}
