package org.holdfast.edge;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QueryStringTest {
  @Test
  void parametersKeepTheirOrder() {
    assertThat(QueryString.parse("a=1&b=2&a=3"))
        .containsExactly(entry("a", "1"), entry("b", "2"), entry("a", "3"));
  }

  @Test
  void namesAndValuesAreDecoded() {
    assertThat(QueryString.parse("input=https%3A%2F%2Fx.org%2F%3Fq%3D%C3%A4&x+y=a+b"))
        .containsExactly(entry("input", "https://x.org/?q=ä"), entry("x y", "a b"));
  }

  @Test
  void oddOnesAreTakenAsTheyStand() {
    assertThat(QueryString.parse("&a&&=b&c=%zz&d=1=2&"))
        .containsExactly(entry("a", ""), entry("", "b"), entry("c", "%zz"), entry("d", "1=2"));
    assertThat(QueryString.parse("")).isEmpty();
  }
}
