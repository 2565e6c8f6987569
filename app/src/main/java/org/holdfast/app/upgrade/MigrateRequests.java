package org.holdfast.app.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a hand-over costs where new connections cannot be steered: those that wait to be accepted
/// when the predecessor stops listening, unless the kernel moves them (Linux 5.14).
final class MigrateRequests {
  private static final Path SETTING = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

  private MigrateRequests() {}

  /// A sentence for people.
  static String cost() {
    return cost(SETTING);
  }

  static String cost(Path setting) {
    try {
      boolean moves = Files.readString(setting).strip().equals("1");
      return moves
          ? "net.ipv4.tcp_migrate_req is 1: connections that are not accepted yet move over"
          : "net.ipv4.tcp_migrate_req is not 1: a few connections that are not accepted yet will be"
              + " reset; set it to 1";
    } catch (IOException e) {
      return "this kernel has no net.ipv4.tcp_migrate_req: a few connections that are not accepted"
          + " yet will be reset";
    }
  }
}
