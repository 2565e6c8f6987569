package org.holdfast.edge;

/// Whom a request or connection counts against where something scarce is shared: the network it
/// comes from, or a crowd that cannot be told apart. For use in memory only; a network is a keyed
/// hash of an address prefix whose key is made anew all the time and never leaves the process
/// (invariant I8).
///
/// A *crowd* is everybody who comes through one hop that hides who they are: an onion service, a
/// content delivery network, a proxy on this machine. It must not be capped as if it were one
/// network, and it must not crowd out everybody else either.
///
/// @param crowd whether it is a crowd
/// @param digest tells groups of a kind apart
public record SourceGroup(boolean crowd, long digest) {

  /// The crowd that comes through a hop of this kind.
  public static SourceGroup crowd(String hop) {
    return new SourceGroup(true, hop.hashCode());
  }

  /// A network, by the keyed hash of its address prefix.
  public static SourceGroup network(long keyedHash) {
    return new SourceGroup(false, keyedHash);
  }

  /// Hides the hash.
  @Override
  public String toString() {
    return crowd ? "SourceGroup[crowd]" : "SourceGroup[network]";
  }
}
