package org.holdfast.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcmaNumberTest {
  @ParameterizedTest
  @DisplayName("RFC 8785, appendix B")
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void doublesArePrintedAsEcmaScriptDoes(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(EcmaNumber.format(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-323, 1e-323", "9.9e-324, 1e-323", "1.5e-323, 1.5e-323", "2e-322, 2e-322", "100, 100",
    "1e5, 100000", "123456789e-7, 12.3456789", "0.001, 0.001", "1e-7, 1e-7", "1.5e300, 1.5e+300"
  })
  void shortestDigitsAreUsedEverywhere(double value, String expected) {
    assertThat(EcmaNumber.format(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "1.10, 1.1",
    "-0.0, 0",
    "1E2, 100",
    "0.1e1, 1",
    "1.00000000000000000000, 1",
    "0.10000000000000000555, 0.10000000000000000555",
    "1e400, 1e400",
    "-1e400, -1e400",
    "1e-400, 1e-400",
    "0e-400, 0",
    "3.141592653589793238, 3.141592653589793238",
    "333333333.33333329, 333333333.3333333"
  })
  void fractionsKeepTheirTextWhereADoubleWouldLoseDigits(String text, String expected) {
    assertThat(EcmaNumber.canonical(text, false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-17, -17",
    "9007199254740992, 9007199254740992",
    "9007199254740993, 9007199254740993",
    "100000000000000000000, 100000000000000000000",
    "1000000000000000000000, 1e+21",
    "18446744073709551615, 18446744073709551615"
  })
  void integersKeepTheirTextWhereADoubleMissesThem(String text, String expected) {
    assertThat(EcmaNumber.canonical(text, true)).isEqualTo(expected);
  }
}
