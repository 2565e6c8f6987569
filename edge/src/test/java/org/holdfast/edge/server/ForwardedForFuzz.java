package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.util.List;

/// Whatever stands left of a trusted proxy's entry, that entry counts.
final class ForwardedForFuzz {
  private static final InetAddress PEER = InetAddress.ofLiteral("10.0.0.1");

  @FuzzTest
  void trustedEntryAlwaysWins(FuzzedDataProvider data) {
    String forged = data.consumeRemainingAsString();
    assertThat(ForwardedFor.client(PEER, List.of(forged + ",198.51.100.7"), 1))
        .contains(InetAddress.ofLiteral("198.51.100.7"));
    assertThat(ForwardedFor.client(PEER, List.of(forged), 0)).contains(PEER);
    // Must not throw, nor look anything up.
    assertThat(ForwardedFor.client(PEER, List.of(forged), 1)).isNotNull();
  }
}
