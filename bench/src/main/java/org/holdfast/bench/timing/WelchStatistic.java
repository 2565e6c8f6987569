package org.holdfast.bench.timing;

/// Whether two series of numbers have the same mean: Welch's t, with mean and variance kept as the
/// numbers come.
final class WelchStatistic {
  private final long[] count = new long[2];
  private final double[] mean = new double[2];
  private final double[] squares = new double[2];

  /// Adds a number to series 0 or 1.
  void add(int series, double value) {
    count[series]++;
    double difference = value - mean[series];
    mean[series] += difference / count[series];
    squares[series] += difference * (value - mean[series]);
  }

  /// How many standard errors the means are apart; beyond 4.5 by chance once in 100,000 times, by
  /// the conventions of dudect certain beyond 10.
  double t() {
    double error = variance(0) / count[0] + variance(1) / count[1];
    return error == 0 ? 0 : (mean[0] - mean[1]) / Math.sqrt(error);
  }

  private double variance(int series) {
    return squares[series] / (count[series] - 1);
  }
}
