package org.holdfast.bouncer.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.model.Sha256;

/// Where the bouncers of a fleet keep the directory together. Each method is one transaction, and
/// any number of processes may use the same store: what one has committed all others read. Safe for
/// concurrent use.
///
/// All methods throw [FleetUnavailableException] while the database does not answer, within
/// seconds.
public interface FleetStore extends AutoCloseable {

  /// What became of a first contact.
  enum FirstContact {
    /// The key is this node's from now on; also for one that asks again with the same key.
    DONE,
    /// Nobody of that name was enrolled.
    UNKNOWN_NODE,
    /// The token is another one, was used with another key, or there is none.
    WRONG_TOKEN,
    /// The token was good once.
    EXPIRED
  }

  /// What became of a heartbeat.
  enum Hearing {
    HEARD,
    /// One that is as new, or newer, was heard before.
    STALE
  }

  /// Lets a node in once, with a token; a node that is there already keeps its key until then.
  ///
  /// @param token SHA-256 of the token
  void invite(NodeName node, Sha256 token, Instant expires, Act act);

  /// Gives a node its key, and takes the token back.
  FirstContact firstContact(NodeName node, NodePublicKey key, Sha256 token, Instant now);

  Optional<KnownNode> find(NodeName node);

  /// Keeps a heartbeat that is newer than the last one; two bouncers that hear the same one at once
  /// do not both keep it.
  Hearing hear(Heartbeat heartbeat, Instant now);

  /// Notes that an observer is there, and replaces all it said before where verdicts are given;
  /// those who have said nothing for a day are forgotten then.
  ///
  /// @param tick larger each time, and about the time in milliseconds
  void say(String observer, long tick, Optional<List<Verdict>> verdicts);

  /// Everything but history.
  FleetRecords read();

  /// @return what was wanted until now; empty if there is no such node, and nothing was changed
  Optional<Wanted> want(NodeName node, Wanted wanted, Act act);

  /// Sends measurements of a nettest to one node while that one serves, or to anybody again.
  ///
  /// @return whom they went to until now
  Optional<NodeName> pin(String netTest, Optional<NodeName> node, Act act);

  /// What was done, the latest first.
  List<HistoryEntry> history(int limit);

  @Override
  void close();
}
