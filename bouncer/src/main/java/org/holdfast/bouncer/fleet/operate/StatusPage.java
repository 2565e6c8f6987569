package org.holdfast.bouncer.fleet.operate;

import java.util.List;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.live.NodeStatus;

/// The fleet as one bouncer sees it, as a plain page: states, versions, last exchange, and why a
/// node is out.
public final class StatusPage {
  private StatusPage() {}

  /// @param notes what is wrong with the fleet as a whole
  public static String html(List<NodeStatus> nodes, List<String> notes) {
    StringBuilder page =
        new StringBuilder(
            """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="refresh" content="5"><title>Fleet</title></head><body><h1>Fleet</h1>
            """);
    notes.forEach(note -> page.append("<p><strong>").append(escaped(note)).append("</strong></p>"));
    page.append("<table border=\"1\"><tr><th>node</th><th>in answers</th><th>wanted</th>");
    page.append("<th>says</th><th>version</th><th>capacity</th><th>load</th><th>last heard</th>");
    page.append("<th>addresses</th></tr>\n");
    for (NodeStatus node : nodes) {
      page.append("<tr>");
      cell(page, node.node().name().text());
      cell(page, node.inAnswers() ? "yes" : "no: " + node.reason());
      cell(page, node.node().wanted().word());
      cell(page, node.node().last().map(last -> last.state().word()).orElse("-"));
      cell(page, node.node().last().map(Heartbeat::version).orElse("-"));
      cell(page, node.node().last().map(last -> "" + last.capacity()).orElse("-"));
      cell(page, node.node().last().map(last -> "%.2f".formatted(last.load())).orElse("-"));
      cell(page, node.silentSeconds().map(seconds -> seconds + " s ago").orElse("never"));
      page.append("<td>");
      for (NodeStatus.AddressStatus address : node.addresses()) {
        page.append(escaped(address.address().key()))
            .append(address.well() ? ": well" : ": " + escaped(address.reason()))
            .append(
                address.answeredSecondsAgo().map(s -> "; last exchange " + s + " s ago").orElse(""))
            .append("<br>");
      }
      page.append("</td></tr>\n");
    }
    return page.append("</table></body></html>\n").toString();
  }

  private static void cell(StringBuilder page, String text) {
    page.append("<td>").append(escaped(text)).append("</td>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
