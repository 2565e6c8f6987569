package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.holdfast.app.config.Role;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.wire.Target;

/// A server in this process whose sums must hold when a test is done with it (I6). Tests get no
/// other: what a test was about does not matter, nothing may vanish in it.
public final class BalancedServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Server server;
  private final Set<Role> roles;
  private boolean closed;

  BalancedServer(Server server, Set<Role> roles) {
    this.server = server;
    this.roles = roles;
  }

  public String readyLine() {
    return server.readyLine();
  }

  /// The listener of that name.
  public Target listener(String name) {
    return Servers.listener(readyLine(), name);
  }

  /// Waits until all that was accepted has found its place, looks whether the sums hold, and stops
  /// the server. Closing again does nothing.
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (Server stopping = server) {
      assertThat(violations(Servers.listener(stopping.readyLine(), "admin"))).isEmpty();
    }
  }

  private List<String> violations(Target admin) throws IOException {
    List<String> violations = new ArrayList<>();
    if (roles.contains(Role.COLLECTOR) || roles.contains(Role.PIPELINE)) {
      PrometheusText metrics = Settling.awaitIndexed(admin, PATIENCE);
      if (roles.contains(Role.COLLECTOR)) {
        violations.addAll(ConservationCheck.ofSubmissions(metrics));
      }
      if (roles.contains(Role.PIPELINE)) {
        violations.addAll(ConservationCheck.ofLedger(metrics));
      }
    }
    return violations;
  }
}
