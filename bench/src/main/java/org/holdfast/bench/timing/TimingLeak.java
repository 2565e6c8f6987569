package org.holdfast.bench.timing;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.holdfast.credentials.group.FixedBase;
import org.holdfast.credentials.group.Generators;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.group.VartimeTable;

/// Does the time an operation takes tell something about its secret? After dudect (Reparaz,
/// Balasch, Verbauwhede 2017): the operation is timed with one fixed secret and with random ones,
/// in random order, outliers are cut off, and Welch's t compares the means.
///
/// ```sh
/// java -cp 'bench/target/lib/*' org.holdfast.bench.timing.TimingLeak 20000
/// ```
public final class TimingLeak {
  private static final double KEPT_SHARE = 0.9;

  private TimingLeak() {}

  /// Prints t for every operation on secrets, and for one that leaks.
  public static void main(String[] arguments) {
    int samples = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    operations()
        .forEach(
            (name, operation) ->
                System.out.printf("%-40s t = %8.2f%n", name, t(operation, samples)));
  }

  /// The statistic for an operation: the fixed secret is a scalar with few bits.
  static double t(Consumer<Scalar> operation, int samples) {
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
      long start = System.nanoTime();
      operation.accept(used);
      long end = System.nanoTime();
      if (i >= 0) {
        series[i] = which;
        nanoseconds[i] = end - start;
      }
    }
    long[] sorted = nanoseconds.clone();
    Arrays.sort(sorted);
    long limit = sorted[(int) (KEPT_SHARE * (samples - 1))];
    WelchStatistic statistic = new WelchStatistic();
    for (int i = 0; i < samples; i++) {
      if (nanoseconds[i] <= limit) {
        statistic.add(series[i], (double) nanoseconds[i]);
      }
    }
    return statistic.t();
  }

  /// A multiplication in variable time, which the statistic must catch.
  static Consumer<Scalar> planted() {
    VartimeTable table = VartimeTable.of(Generators.A, 5);
    return scalar -> table.vartimeAddProduct(RistrettoPoint.IDENTITY, scalar);
  }

  private static Map<String, Consumer<Scalar>> operations() {
    FixedBase a = FixedBase.of(Generators.A);
    Scalar other = ScalarSource.of(new SecureRandom()).next();
    RistrettoPoint point = a.times(other);
    Map<String, Consumer<Scalar>> operations = new LinkedHashMap<>();
    operations.put("planted leak (variable time)", planted());
    operations.put("fixed base times secret", a::times);
    operations.put("point times secret", point::times);
    operations.put("secret times secret", s -> s.times(other));
    operations.put("secret plus secret", s -> s.plus(other));
    operations.put("encoding of a secret", Scalar::encode);
    return operations;
  }
}
