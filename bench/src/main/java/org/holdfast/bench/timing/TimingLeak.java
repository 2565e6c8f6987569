package org.holdfast.bench.timing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;

/// Does the time an operation takes tell something about its secret? After dudect (Reparaz,
/// Balasch, Verbauwhede 2017): the operation is timed with one fixed secret and with random ones,
/// in random order, outliers are cut off, and Welch's t compares the means.
///
/// ```sh
/// java -cp 'bench/target/lib/*' org.holdfast.bench.timing.TimingLeak 40000
/// ```
public final class TimingLeak {
  /// Beyond this, by the conventions of dudect, time does depend on the secret.
  static final double CERTAIN = 10;

  private static final int REPETITIONS = 3;
  private static final double KEPT_SHARE = 0.9;

  private TimingLeak() {}

  /// Prints t for every operation on secrets and for one that leaks, and a verdict. Exits with 1 if
  /// an operation leaks, or if the one that does was not found.
  ///
  /// @param arguments samples of the shortest operations (40,000); of longer ones there are less
  public static void main(String[] arguments) {
    int samples = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40_000;
    boolean planted = print(ArithmeticOperations.planted(), samples);
    List<String> leaks = new ArrayList<>();
    for (SecretOperation operation : operations()) {
      if (print(operation, samples)) {
        leaks.add(operation.name());
      }
    }
    System.out.println(verdict(planted, leaks));
    if (!planted || !leaks.isEmpty()) {
      System.exit(1);
    }
  }

  /// Everything the issuer and the client do with secrets, but for the planted leak.
  static List<SecretOperation> operations() {
    List<SecretOperation> operations = new ArrayList<>(ArithmeticOperations.all());
    operations.addAll(IssuerOperations.all());
    operations.addAll(ClientOperations.all());
    return operations;
  }

  static String verdict(boolean planted, List<String> leaks) {
    if (!planted) {
      return "VOID: the planted leak was not found; more samples, or a quieter machine";
    }
    return leaks.isEmpty()
        ? "PASS: the planted leak was found, and no other"
        : "LEAK: " + String.join(", ", leaks);
  }

  private static boolean print(SecretOperation operation, int samples) {
    double t = repeatedT(operation, operation.samples(samples));
    boolean leaks = Math.abs(t) > CERTAIN;
    System.out.printf("%-42s t = %8.2f%s%n", operation.name(), t, leaks ? "  leaks" : "");
    return leaks;
  }

  /// The smallest of several, as long as they are beyond the bound: what disturbs the machine does
  /// so once, a leak is there every time.
  static double repeatedT(SecretOperation operation, int samples) {
    double smallest = t(operation, samples);
    for (int i = 1; i < REPETITIONS && Math.abs(smallest) > CERTAIN; i++) {
      double again = t(operation, samples);
      smallest = Math.abs(again) < Math.abs(smallest) ? again : smallest;
    }
    return smallest;
  }

  /// The statistic for an operation: the fixed secret is a scalar with few bits.
  static double t(SecretOperation operation, int samples) {
    ScalarSource source = ScalarSource.of(new SecureRandom());
    Random order = new Random(255);
    Scalar fixed = Scalar.ofLong(3);
    int[] series = new int[samples];
    long[] nanoseconds = new long[samples];
    for (int i = -samples / 4; i < samples; i++) {
      int which = order.nextInt(2);
      Scalar secret = source.next();
      // Both are made anew, so that neither is nearer to the processor than the other.
      Scalar used = which == 0 ? fixed.plus(Scalar.ZERO) : secret.plus(Scalar.ZERO);
      Runnable work = operation.prepare().apply(used);
      long start = System.nanoTime();
      work.run();
      long end = System.nanoTime();
      if (i >= 0) {
        series[i] = which;
        nanoseconds[i] = end - start;
      }
    }
    return statistic(series, nanoseconds).t();
  }

  private static WelchStatistic statistic(int[] series, long[] nanoseconds) {
    long[] sorted = nanoseconds.clone();
    Arrays.sort(sorted);
    long limit = sorted[(int) (KEPT_SHARE * (sorted.length - 1))];
    WelchStatistic statistic = new WelchStatistic();
    for (int i = 0; i < series.length; i++) {
      if (nanoseconds[i] <= limit) {
        statistic.add(series[i], (double) nanoseconds[i]);
      }
    }
    return statistic;
  }
}
