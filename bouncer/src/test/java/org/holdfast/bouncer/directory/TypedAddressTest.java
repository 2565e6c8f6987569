package org.holdfast.bouncer.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedAddressTest {
  @ParameterizedTest
  @CsvSource({
    "httpo://abcdefghij234567.onion, ONION",
    "http://abcdefghij234567.onion, ONION",
    "https://abcdefghij234567.onion:443, ONION",
    "https://c.example.org, HTTPS",
    "http://127.0.0.1:8080, HTTP",
    "192.0.2.7:57004, LEGACY",
    "https://x.onion.example.org, HTTPS"
  })
  void typeShowsInTheScheme(String address, AddressType type) {
    assertThat(TypedAddress.of(address)).isEqualTo(new TypedAddress(type, address));
  }

  @Test
  void frontBelongsToCloudfrontAlone() {
    assertThatThrownBy(() -> new TypedAddress(AddressType.CLOUDFRONT, "https://x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TypedAddress(AddressType.HTTPS, "https://x", Optional.of("y")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TypedAddress(AddressType.LEGACY, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
