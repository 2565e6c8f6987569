package org.holdfast.credentials.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// The laws of field, scalars and group, and agreement with a naive implementation.
class GroupProperties {
  private static final NaiveGroup BASE = NaiveGroup.base();

  @Provide
  Arbitrary<byte[]> field() {
    return values(NaiveGroup.P);
  }

  @Provide
  Arbitrary<Scalar> scalars() {
    return values(NaiveGroup.ORDER).map(b -> Scalar.decode(b, 0).orElseThrow());
  }

  @Provide
  Arbitrary<byte[]> wide() {
    return Arbitraries.bytes().array(byte[].class).ofSize(64);
  }

  @Property(tries = 500)
  void fieldAgreesWithIntegers(@ForAll("field") byte[] a, @ForAll("field") byte[] b) {
    FieldElement x = FieldElement.decode(a, 0);
    FieldElement y = FieldElement.decode(b, 0);
    BigInteger i = NaiveGroup.fromLittleEndian(a);
    BigInteger j = NaiveGroup.fromLittleEndian(b);
    assertField(x.plus(y), i.add(j));
    assertField(x.minus(y), i.subtract(j));
    assertField(x.negated(), i.negate());
    assertField(x.times(y), i.multiply(j));
    assertField(x.squared(), i.multiply(i));
    // As lazily as is allowed: four terms before a multiplication.
    FieldElement loose = x.minus(y).minus(y).minus(y);
    BigInteger l = i.subtract(j.multiply(BigInteger.valueOf(3)));
    assertField(loose.times(loose), l.multiply(l));
    assertField(loose.squared(), l.multiply(l));
    assertField(x.times(FieldRoots.inverse(x)), BigInteger.valueOf(i.signum()));
  }

  @Property(tries = 500)
  void scalarsAgreeWithIntegers(
      @ForAll("scalars") Scalar a, @ForAll("scalars") Scalar b, @ForAll("wide") byte[] wide) {
    BigInteger i = NaiveGroup.fromLittleEndian(a.encode());
    BigInteger j = NaiveGroup.fromLittleEndian(b.encode());
    assertScalar(a.plus(b), i.add(j));
    assertScalar(a.minus(b), i.subtract(j));
    assertScalar(a.times(b), i.multiply(j));
    assertScalar(a.negated(), i.negate());
    assertScalar(a.halved().plus(a.halved()), i);
    assertScalar(Scalar.reduce(wide), NaiveGroup.fromLittleEndian(wide));
    assertScalar(Scalar.reduceBigEndian(wide), new BigInteger(1, wide));
    assertThat(Scalar.decodeBigEndian(a.encodeBigEndian(), 0)).contains(a);
    assertThat(Scalar.select(1, a, b)).isEqualTo(a);
    assertThat(Scalar.select(0, a, b)).isEqualTo(b);
  }

  @Property(tries = 200)
  void digitsAddUpToTheScalar(
      @ForAll("scalars") Scalar a, @ForAll @IntRange(min = 2, max = 7) int w) {
    BigInteger value = NaiveGroup.fromLittleEndian(a.encode());
    assertThat(sum(a.signedDigits(), 4)).isEqualTo(value);
    assertThat(sum(a.vartimeSignedDigits(w), w)).isEqualTo(value);
    assertThat(sum(a.vartimeNonAdjacentForm(w), 1)).isEqualTo(value);
  }

  @Property(tries = 10)
  void groupAgreesWithTheNaiveOne(@ForAll("scalars") Scalar a, @ForAll("scalars") Scalar b) {
    NaiveGroup x = BASE.times(NaiveGroup.fromLittleEndian(a.encode()));
    NaiveGroup y = BASE.times(NaiveGroup.fromLittleEndian(b.encode()));
    RistrettoPoint p = RistrettoPoint.BASE.times(a);
    RistrettoPoint q = RistrettoPoint.BASE.times(b);
    assertThat(p.encode()).isEqualTo(x.encode());
    assertThat(p.plus(q).encode()).isEqualTo(x.plus(y).encode());
    assertThat(p.doubled().encode()).isEqualTo(x.plus(x).encode());
  }

  @Property(tries = 20)
  void lawsOfAGroupWithScalars(
      @ForAll("wide") byte[] first,
      @ForAll("wide") byte[] second,
      @ForAll("scalars") Scalar a,
      @ForAll("scalars") Scalar b) {
    RistrettoPoint p = RistrettoPoint.fromUniform(first);
    RistrettoPoint q = RistrettoPoint.fromUniform(second);
    assertThat(p.plus(q)).isEqualTo(q.plus(p));
    assertThat(p.plus(q).minus(q)).isEqualTo(p);
    assertThat(p.plus(p.negated()).isIdentity()).isTrue();
    assertThat(p.plus(RistrettoPoint.IDENTITY)).isEqualTo(p);
    assertThat(p.plus(p)).isEqualTo(p.doubled());
    assertThat(p.plus(q).times(a)).isEqualTo(p.times(a).plus(q.times(a)));
    assertThat(p.times(a).plus(p.times(b))).isEqualTo(p.times(a.plus(b)));
    assertThat(p.times(a).times(b)).isEqualTo(p.times(a.times(b)));
    assertThat(RistrettoPoint.decode(p.encode(), 0)).contains(p);
    assertThat(p.hashCode()).isEqualTo(RistrettoPoint.decode(p.encode(), 0).hashCode());
  }

  @Property(tries = 20)
  void allWaysToMultiplyAgree(
      @ForAll("wide") byte[] uniform,
      @ForAll @Size(min = 1, max = 3) List<@From("scalars") Scalar> scalars) {
    RistrettoPoint p = RistrettoPoint.fromUniform(uniform);
    List<RistrettoPoint> products = scalars.stream().map(p::times).toList();
    FixedBase fixed = FixedBase.of(p);
    VartimeTable table = VartimeTable.of(p, 5);
    assertThat(VartimeChain.vartimeMultiples(p, scalars)).isEqualTo(products);
    assertThat(scalars.stream().map(fixed::times).toList()).isEqualTo(products);
    assertThat(
            scalars.stream().map(s -> table.vartimeAddProduct(RistrettoPoint.IDENTITY, s)).toList())
        .isEqualTo(products);
  }

  @Property(tries = 20)
  void bulkEncodingAgrees(@ForAll @Size(max = 5) List<@From("wide") byte[]> uniform) {
    List<RistrettoPoint> points =
        new ArrayList<>(uniform.stream().map(RistrettoPoint::fromUniform).toList());
    points.add(RistrettoPoint.IDENTITY);
    assertThat(RistrettoPoint.encodeDoubles(points))
        .containsExactlyElementsOf(points.stream().map(p -> p.doubled().encode()).toList());
  }

  @Property(tries = 300)
  void onlyTheOneEncodingIsDecoded(@ForAll("field") byte[] bytes) {
    RistrettoPoint.decode(bytes, 0)
        .ifPresent(p -> assertThat(RistrettoEncoding.encode(p)).isEqualTo(bytes));
  }

  private static void assertField(FieldElement actual, BigInteger expected) {
    byte[] bytes = new byte[32];
    actual.encode(bytes, 0);
    assertThat(NaiveGroup.fromLittleEndian(bytes)).isEqualTo(expected.mod(NaiveGroup.P));
  }

  private static void assertScalar(Scalar actual, BigInteger expected) {
    assertThat(NaiveGroup.fromLittleEndian(actual.encode()))
        .isEqualTo(expected.mod(NaiveGroup.ORDER));
  }

  private static BigInteger sum(byte[] digits, int bits) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = digits.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(bits).add(BigInteger.valueOf(digits[i]));
    }
    return sum;
  }

  /// Random values, and those near 0 and near the modulus.
  private static Arbitrary<byte[]> values(BigInteger modulus) {
    return Arbitraries.bigIntegers()
        .between(BigInteger.ZERO, modulus.subtract(BigInteger.ONE))
        .map(NaiveGroup::littleEndian);
  }
}
