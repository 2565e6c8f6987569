package org.holdfast.bench.credentials;

import java.io.IOException;
import java.util.Map;
import org.holdfast.credentials.refusal.RefusalException;

/// Processor time per exchange on one core, and the share of each step.
///
/// ```sh
/// java -cp 'bench/target/lib/*' org.holdfast.bench.credentials.CredentialCost 9
/// ```
public final class CredentialCost {
  private CredentialCost() {}

  /// Prints the figures.
  ///
  /// @param arguments seconds for each exchange, then again for its profile (9)
  public static void main(String[] arguments) throws IOException, RefusalException {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 9;
    for (Map.Entry<String, Exchange> entry : Exchange.all().entrySet()) {
      ThreadCost cost = ThreadCost.of(entry.getValue(), seconds);
      System.out.printf(
          "%-42s %7.3f ms (best %7.3f) %8.1f per second%n",
          entry.getKey(), cost.median(), cost.best(), cost.perSecond());
      Profile.of(entry.getValue(), seconds)
          .shares()
          .forEach(
              (step, share) -> System.out.printf("  %5.1f %%  %s%n", 100 * share, step.title()));
    }
  }
}
