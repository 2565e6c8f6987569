package org.holdfast.bouncer.fleet.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.function.Supplier;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import tools.jackson.databind.node.JsonNodeFactory;

/// `GET /fleet/v1/identity/{challenge}`: a node signs what it is asked, so that the directory sees
/// that an address leads to it. A node cannot pass for the one whose address it claims, and cannot
/// say for another what that one did not sign.
///
/// The answer is `{"node","boot","state","signature"}`; signed are challenge, node, boot and state,
/// each on a line.
public final class IdentityRoute {
  public static final String PATH = "/fleet/v1/identity/";

  /// What the signature is for.
  public static final String PURPOSE = "identity";

  private IdentityRoute() {}

  public static Routes create(NodeName node, NodeKey key, long boot, Supplier<NodeState> state) {
    return Routes.builder()
        .get(
            PATH + "{challenge}",
            request -> {
              String challenge = request.pathParameter("challenge");
              if (!challenge.matches("[0-9a-f]{32}")) {
                return Refusal.framework(404, "Not Found").toReply();
              }
              String word = state.get().word();
              byte[] signature = key.sign(PURPOSE, signed(challenge, node, boot, word));
              return Reply.json(
                      JsonNodeFactory.instance
                          .objectNode()
                          .put("node", node.text())
                          .put("boot", boot)
                          .put("state", word)
                          .put("signature", Base64.getEncoder().encodeToString(signature)))
                  .with("Cache-Control", "no-store");
            })
        .build();
  }

  /// What is signed.
  public static byte[] signed(String challenge, NodeName node, long boot, String state) {
    return (challenge + "\n" + node + "\n" + boot + "\n" + state).getBytes(UTF_8);
  }
}
