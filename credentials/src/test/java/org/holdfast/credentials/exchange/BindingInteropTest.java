package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// C25: a conversation with the released Python binding, which `bin/check-binding` had and wrote
/// down. Its client took every answer that is given here to its requests, and its server accepted
/// every request that is made here; each must come out the same today, byte for byte.
class BindingInteropTest {
  @Test
  void c25WhatTheReleasedBindingAcceptedIsSaidAgain() throws Exception {
    List<String> said = said();
    BindingPeer peer = new BindingPeer(said.getFirst().split(" ", -1));
    List<String> questions = new ArrayList<>();
    for (int i = 1; i < said.size(); i += 2) {
      questions.add(said.get(i).split(" ", -1)[0]);
      assertThat(peer.answer(said.get(i))).as(questions.getLast()).isEqualTo(said.get(i + 1));
    }
    assertThat(questions)
        .filteredOn(q -> q.equals("submit") || q.equals("complete-submission"))
        .hasSize(12);
    assertThat(said).last().isEqualTo("count 6");
  }

  private static List<String> said() throws IOException {
    try (InputStream stream = BindingInteropTest.class.getResourceAsStream("binding.txt")) {
      assertThat(stream).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }
}
