package org.holdfast.bouncer.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.model.Sha256;
import org.jspecify.annotations.Nullable;

/// A store whose database may come later (I10). Whoever asks while it is not open tries to open it,
/// one at a time and at most once in [#BETWEEN_TRIES]; others are told at once that it is away.
public final class LateFleetStore implements FleetStore {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  private final Supplier<FleetStore> opening;
  private @Nullable FleetStore open;
  private boolean closed;
  private boolean trying;
  private long triedAtNanos = System.nanoTime() - BETWEEN_TRIES.toNanos();

  /// @param opening throws [FleetUnavailableException] while it cannot be opened
  public LateFleetStore(Supplier<FleetStore> opening) {
    this.opening = opening;
  }

  private FleetStore opened() {
    synchronized (this) {
      if (open != null) {
        return open;
      }
      boolean tooSoon = System.nanoTime() - triedAtNanos < BETWEEN_TRIES.toNanos();
      if (closed || trying || tooSoon) {
        throw new FleetUnavailableException(
            "the directory's database is not open", new IllegalStateException());
      }
      trying = true;
    }
    try {
      FleetStore now = opening.get();
      synchronized (this) {
        if (closed) {
          now.close();
        }
        open = now;
        return now;
      }
    } finally {
      synchronized (this) {
        trying = false;
        triedAtNanos = System.nanoTime();
      }
    }
  }

  @Override
  public void invite(NodeName node, Sha256 token, Instant expires, Act act) {
    opened().invite(node, token, expires, act);
  }

  @Override
  public FirstContact firstContact(NodeName node, NodePublicKey key, Sha256 token, Instant now) {
    return opened().firstContact(node, key, token, now);
  }

  @Override
  public Optional<KnownNode> find(NodeName node) {
    return opened().find(node);
  }

  @Override
  public Hearing hear(Heartbeat heartbeat, Instant now) {
    return opened().hear(heartbeat, now);
  }

  @Override
  public void say(String observer, long tick, Optional<List<Verdict>> verdicts) {
    opened().say(observer, tick, verdicts);
  }

  @Override
  public FleetRecords read() {
    return opened().read();
  }

  @Override
  public Optional<Wanted> want(NodeName node, Wanted wanted, Act act) {
    return opened().want(node, wanted, act);
  }

  @Override
  public Optional<NodeName> pin(String netTest, Optional<NodeName> node, Act act) {
    return opened().pin(netTest, node, act);
  }

  @Override
  public List<HistoryEntry> history(int limit) {
    return opened().history(limit);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (open != null) {
      open.close();
    }
  }
}
