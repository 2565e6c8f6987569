package org.holdfast.credentials.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.Vectors.list;
import static org.holdfast.credentials.Vectors.point;
import static org.holdfast.credentials.Vectors.scalar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The published primitives: C1, C2, C3.
class GroupVectorsTest {
  private static final JsonNode PRIMITIVES = VECTORS.get("primitives");

  @Test
  void c1GeneratorsAndTheirMultiples() {
    assertThat(RistrettoPoint.BASE.encode()).isEqualTo(bytes(PRIMITIVES.get("B")));
    assertThat(Generators.A.encode()).isEqualTo(bytes(PRIMITIVES.get("A")));
    RistrettoPoint sum = RistrettoPoint.IDENTITY;
    long multiple = 0;
    for (JsonNode expected : PRIMITIVES.get("multiples_of_B")) {
      assertThat(sum.encode()).isEqualTo(bytes(expected));
      assertThat(FixedBase.of(Generators.B).times(Scalar.ofLong(multiple)).encode())
          .isEqualTo(bytes(expected));
      assertThat(point(expected)).isEqualTo(sum);
      sum = sum.plus(RistrettoPoint.BASE);
      multiple++;
    }
  }

  @Test
  void c1HashesToTheGroup() {
    for (JsonNode vector : PRIMITIVES.get("hash_to_group")) {
      byte[] message = vector.get("message").asString().getBytes(StandardCharsets.UTF_8);
      assertThat(RistrettoPoint.hash(message).encode()).isEqualTo(bytes(vector.get("point")));
    }
  }

  @Test
  void c1UniformBytesWithTwoBitsIgnored() {
    for (JsonNode vector : PRIMITIVES.get("uniform_to_group")) {
      byte[] uniform = bytes(vector.get("bytes"));
      assertThat(RistrettoPoint.fromUniform(uniform).encode())
          .isEqualTo(bytes(vector.get("point")));
      uniform[31] ^= (byte) 0x80;
      uniform[63] ^= (byte) 0x80;
      assertThat(RistrettoPoint.fromUniform(uniform).encode())
          .isEqualTo(bytes(vector.get("point")));
    }
  }

  @Test
  void c2PointsAreDecodedOrRefused() {
    for (JsonNode vector : PRIMITIVES.get("point_decoding")) {
      byte[] encoding = bytes(vector.get("bytes"));
      Optional<RistrettoPoint> decoded = RistrettoPoint.decode(encoding, 0);
      assertThat(decoded.isPresent())
          .as(vector.get("why").asString())
          .isEqualTo(vector.get("valid").asBoolean());
      decoded.ifPresent(p -> assertThat(p.encode()).isEqualTo(encoding));
    }
  }

  @Test
  void c3ScalarsBelowTheOrderOnlyInBothByteOrders() {
    for (JsonNode vector : PRIMITIVES.get("scalar_decoding")) {
      byte[] little = bytes(vector.get("bytes_little_endian"));
      byte[] big = new byte[little.length];
      for (int i = 0; i < big.length; i++) {
        big[i] = little[little.length - 1 - i];
      }
      boolean valid = vector.get("valid").asBoolean();
      assertThat(Scalar.decode(little, 0).isPresent()).isEqualTo(valid);
      assertThat(Scalar.decodeBigEndian(big, 0).isPresent()).isEqualTo(valid);
      Scalar.decode(little, 0).ifPresent(s -> assertThat(s.encode()).isEqualTo(little));
      Scalar.decode(little, 0).ifPresent(s -> assertThat(s.encodeBigEndian()).isEqualTo(big));
    }
  }

  @Test
  void scalarsFromWideBytes() {
    for (JsonNode vector : PRIMITIVES.get("scalar_from_64_bytes")) {
      byte[] wide = bytes(vector.get("bytes"));
      assertThat(Scalar.reduce(wide)).isEqualTo(scalar(vector.get("scalar_from_little_endian")));
      assertThat(Scalar.reduceBigEndian(wide))
          .isEqualTo(scalar(vector.get("scalar_from_big_endian")));
    }
  }

  @Test
  void arithmeticByEveryWayToMultiply() {
    for (JsonNode vector : PRIMITIVES.get("point_arithmetic")) {
      Scalar scalar = scalar(vector.get("scalar"));
      RistrettoPoint point = point(vector.get("point"));
      RistrettoPoint product = point(vector.get("product"));
      assertThat(point.times(scalar)).isEqualTo(product);
      assertThat(FixedBase.of(point).times(scalar)).isEqualTo(product);
      for (int width = 2; width <= 7; width++) {
        assertThat(VartimeTable.of(point, width).vartimeAddProduct(point, scalar))
            .isEqualTo(product.plus(point));
      }
      assertThat(VartimeChain.vartimeMultiples(point, List.of(scalar, scalar.negated())))
          .containsExactly(product, product.negated());
      assertThat(Generators.A.times(scalar)).isEqualTo(point(vector.get("scalar_times_A")));
      assertThat(point.plus(Generators.A)).isEqualTo(point(vector.get("sum")));
      assertThat(point.minus(Generators.A)).isEqualTo(point(vector.get("difference")));
      assertThat(scalar.times(scalar(vector.get("inverse_scalar")))).isEqualTo(Scalar.ONE);
    }
  }

  @Test
  void doublesAreEncodedInBulk() {
    List<RistrettoPoint> points = new ArrayList<>();
    points.add(RistrettoPoint.IDENTITY);
    for (JsonNode vector : list(PRIMITIVES.get("point_arithmetic"))) {
      points.add(point(vector.get("point")));
      points.add(point(vector.get("sum")).times(Scalar.ONE.halved()));
    }
    points.add(RistrettoPoint.IDENTITY);
    assertThat(RistrettoPoint.encodeDoubles(points))
        .containsExactlyElementsOf(points.stream().map(p -> p.doubled().encode()).toList());
  }
}
