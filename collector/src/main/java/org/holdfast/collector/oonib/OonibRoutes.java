package org.holdfast.collector.oonib;

import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;

/// Routes that only oonib had.
public final class OonibRoutes {
  private OonibRoutes() {}

  /// `/pcap` takes anything, keeps nothing and says nothing (L5).
  public static Routes create() {
    Endpoint pcap = request -> Reply.empty(200);
    return Routes.builder().get("/pcap", pcap).post("/pcap", pcap).build();
  }
}
