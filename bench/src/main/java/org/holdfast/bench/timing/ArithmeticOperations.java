package org.holdfast.bench.timing;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.holdfast.credentials.group.FixedBase;
import org.holdfast.credentials.group.Generators;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.group.VartimeTable;

/// Scalars and points; field elements inside the latter.
final class ArithmeticOperations {
  private ArithmeticOperations() {}

  /// A multiplication in variable time, which the statistic must catch.
  static SecretOperation planted() {
    VartimeTable table = VartimeTable.of(Generators.A, 5);
    return operation(
        "planted leak: product in variable time",
        2,
        s -> table.vartimeAddProduct(RistrettoPoint.IDENTITY, s));
  }

  static List<SecretOperation> all() {
    FixedBase a = FixedBase.of(Generators.A);
    Scalar other = ScalarSource.of(new SecureRandom()).next();
    RistrettoPoint point = a.times(other);
    return List.of(
        operation("scalar plus secret", 1, s -> s.plus(other)),
        operation("scalar minus secret", 1, other::minus),
        operation("scalar times secret", 1, s -> s.times(other)),
        operation("half of a secret", 1, Scalar::halved),
        operation("choice by a secret bit", 1, s -> Scalar.select(s.encode()[1] & 1, s, other)),
        operation("reduction of a secret", 1, s -> Scalar.reduce(Arrays.copyOf(s.encode(), 64))),
        operation("encoding of a secret", 1, Scalar::encode),
        operation("comparison of secret scalars", 1, s -> s.equals(other)),
        operation("point with tables times secret", 4, a::times),
        operation("point times secret", 8, point::times),
        operation(
            "sum of products with secrets",
            10,
            s -> RistrettoPoint.sumOfProducts(List.of(point, Generators.B), List.of(s, other))),
        onPoint("encoding of a secret point", a, RistrettoPoint::encode),
        onPoint(
            "encoding of secret points in bulk",
            a,
            p -> RistrettoPoint.encodeDoubles(List.of(p, p))),
        onPoint("sum of secret points", a, p -> p.plus(point)),
        onPoint("comparison of secret points", a, p -> p.equals(point)));
  }

  private static SecretOperation operation(String name, int weight, Function<Scalar, Object> work) {
    return new SecretOperation(
        name,
        weight,
        secret ->
            () -> {
              var _ = work.apply(secret);
            });
  }

  private static SecretOperation onPoint(
      String name, FixedBase a, Function<RistrettoPoint, Object> work) {
    return new SecretOperation(
        name,
        4,
        secret -> {
          RistrettoPoint point = a.times(secret);
          return () -> {
            var _ = work.apply(point);
          };
        });
  }
}
