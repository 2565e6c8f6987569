package org.holdfast.bouncer.fleet.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.fleet.FleetStore.FirstContact;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HeartbeatFormat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.UnusableHeartbeatException;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.model.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The table `fleet_node`.
final class NodeRows {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRows.class);
  private static final String COLUMNS =
      "SELECT name, public_key, wanted, enrolled_at, heard_at, heartbeat, token FROM fleet_node ";

  private NodeRows() {}

  private record Token(byte[] digest, long expires, String publicKey) {}

  static void invite(
      Connection connection, NodeName node, Sha256 token, Instant expires, Instant now)
      throws SQLException {
    Rows.change(
        connection,
        "INSERT INTO fleet_node (name, token, token_expires, wanted, enrolled_at, boot, sequence)"
            + " VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT (name)"
            + " DO UPDATE SET token = excluded.token, token_expires = excluded.token_expires",
        node.text(),
        token.toBytes(),
        Rows.micros(expires),
        Wanted.SERVING.word(),
        Rows.micros(now));
  }

  static FirstContact firstContact(
      Connection connection, NodeName node, NodePublicKey key, Sha256 token, Instant now)
      throws SQLException {
    Optional<Token> expected =
        Rows.read(
                connection,
                "SELECT token, token_expires, public_key FROM fleet_node WHERE name = ?",
                row -> new Token(bytes(row, 1), row.getLong(2), text(row, 3)),
                node.text())
            .stream()
            .findFirst();
    if (expected.isEmpty()) {
      return FirstContact.UNKNOWN_NODE;
    }
    Token known = expected.get();
    if (known.digest.length == 0 && known.publicKey.equals(key.base64())) {
      return FirstContact.DONE;
    }
    if (!MessageDigest.isEqual(known.digest, token.toBytes())) {
      return FirstContact.WRONG_TOKEN;
    }
    if (known.expires < Rows.micros(now)) {
      return FirstContact.EXPIRED;
    }
    // The token once more: another bouncer may have taken it meanwhile.
    int changed =
        Rows.change(
            connection,
            "UPDATE fleet_node SET public_key = ?, token = NULL WHERE name = ? AND token = ?",
            key.base64(),
            node.text(),
            token.toBytes());
    return changed == 1 ? FirstContact.DONE : FirstContact.WRONG_TOKEN;
  }

  static int hear(Connection connection, Heartbeat heartbeat, Instant now) throws SQLException {
    return Rows.change(
        connection,
        "UPDATE fleet_node SET boot = ?, sequence = ?, heard_at = ?, heartbeat = ?"
            + " WHERE name = ? AND (boot < ? OR (boot = ? AND sequence < ?))",
        heartbeat.boot(),
        heartbeat.sequence(),
        Rows.micros(now),
        new String(HeartbeatFormat.write(heartbeat), UTF_8),
        heartbeat.node().text(),
        heartbeat.boot(),
        heartbeat.boot(),
        heartbeat.sequence());
  }

  static void want(Connection connection, NodeName node, Wanted wanted) throws SQLException {
    Rows.change(
        connection, "UPDATE fleet_node SET wanted = ? WHERE name = ?", wanted.word(), node.text());
  }

  static Optional<KnownNode> find(Connection connection, NodeName node) throws SQLException {
    return Rows.read(connection, COLUMNS + "WHERE name = ?", NodeRows::node, node.text()).stream()
        .findFirst();
  }

  static List<KnownNode> all(Connection connection) throws SQLException {
    return Rows.read(connection, COLUMNS + "ORDER BY name", NodeRows::node);
  }

  private static KnownNode node(ResultSet row) throws SQLException {
    long heardAt = row.getLong(5);
    byte[] token = bytes(row, 7);
    return new KnownNode(
        new NodeName(row.getString(1)),
        token.length == 0 ? Optional.empty() : Optional.of(Sha256.fromBytes(token)),
        Optional.of(text(row, 2)).filter(key -> !key.isEmpty()).map(NodePublicKey::new),
        Wanted.parse(row.getString(3)).orElse(Wanted.DRAINED),
        Rows.time(row.getLong(4)),
        heartbeat(text(row, 6)),
        heardAt == 0 ? Optional.empty() : Optional.of(Rows.time(heardAt)));
  }

  private static Optional<Heartbeat> heartbeat(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(HeartbeatFormat.read(text.getBytes(UTF_8)));
    } catch (UnusableHeartbeatException e) {
      LOG.error("A heartbeat in the directory cannot be read; its node is left out", e);
      return Optional.empty();
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return row.wasNull() ? "" : text;
  }

  private static byte[] bytes(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return row.wasNull() ? new byte[0] : bytes;
  }
}
