package org.holdfast.app.submit;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Hands in the measurements of files.
public final class Submit {
  /// How many are in flight at once where nothing else is asked for.
  public static final int PARALLEL_DEFAULT = 8;

  /// What to hand in, where, and how.
  ///
  /// @param collector its root, as in `https://collector.example.org`
  /// @param state where acknowledgements are remembered, if anywhere
  /// @param parallel how many measurements are in flight at once
  /// @param credential a credential to prove with, if any; it is obtained if the file is not there
  public record Options(
      URI collector,
      Optional<Path> state,
      Optional<Path> credential,
      int parallel,
      List<Path> files) {
    public Options {
      files = List.copyOf(files);
    }
  }

  private final Options options;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final Pause pause;

  /// @param out takes the closing line
  /// @param err takes refusals and, on a terminal, the bar
  public Submit(Options options, PrintStream out, PrintStream err, boolean terminal) {
    this(options, out, err, terminal, Pause.REAL);
  }

  Submit(Options options, PrintStream out, PrintStream err, boolean terminal, Pause pause) {
    this.options = options;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.pause = pause;
  }

  /// Sends everything; whether all of it was acknowledged, now or in an earlier run.
  ///
  /// @throws StateFileException if the state file cannot be used; nothing was sent then
  public boolean run() throws IOException, InterruptedException {
    Tally tally = new Tally(err, terminal, sizeOfAll());
    try (Acknowledgements acknowledgements = openState();
        CollectorClient client =
            CollectorClient.open(options.collector(), pause, options.credential());
        Window window = new Window(options.parallel())) {
      long before = 0;
      for (Path file : options.files()) {
        if (!tally.isStopped()) {
          submit(file, client, acknowledgements, window, tally, before);
        }
        before += sizeOf(file);
      }
    }
    tally.finish();
    out.println(tally);
    out.flush();
    return tally.isComplete();
  }

  private void submit(
      Path file,
      CollectorClient client,
      Acknowledgements acknowledgements,
      Window window,
      Tally tally,
      long bytesBefore)
      throws InterruptedException {
    try (InputFile input = InputFile.open(file)) {
      FileKey key = FileKey.of(file);
      new FileSubmission(file, key, input, client, acknowledgements, window, tally)
          .run(bytes -> tally.progress(bytesBefore + bytes));
    } catch (IOException e) {
      window.drain();
      tally.unreadable(file, "was not read to its end: " + e);
    }
  }

  private Acknowledgements openState() throws IOException {
    return options.state().isPresent()
        ? StateFile.open(options.state().get())
        : Acknowledgements.NONE;
  }

  private long sizeOfAll() {
    return options.files().stream().mapToLong(Submit::sizeOf).sum();
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
