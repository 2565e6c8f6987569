package org.holdfast.edge.admission;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.edge.SourceGroup;

/// Who holds places and who waits for one, by source. Fair on two levels: between crowds on one
/// side and networks on the other, and between the sources of a side. Who has least is next, and
/// who has most gives way. Used under the admission's lock.
final class WaitingLine {
  /// Whose turn it is: of the side, then the source, that holds least; of equals, who has not had a
  /// place for longest.
  private static final Comparator<Party> BY_PLACES =
      Comparator.<Party>comparingInt(party -> party.side.places)
          .thenComparingInt(party -> party.places)
          .thenComparingLong(party -> party.lastServed);

  /// Who gives way first.
  private static final Comparator<Party> BY_DEMAND =
      Comparator.<Party>comparingInt(party -> -party.side.demand())
          .thenComparingInt(party -> -party.demand());

  private final Map<SourceGroup, Party> parties = new LinkedHashMap<>();
  private final Side crowds = new Side();
  private final Side networks = new Side();
  private int waiting;
  private long placesGiven;

  /// One who waits.
  static final class Waiter {
    private final SourceGroup group;
    private final Thread thread = Thread.currentThread();

    /// Volatile, because the waiting thread looks without the lock.
    private volatile State state = State.WAITING;

    enum State {
      WAITING,
      /// It has a place now.
      ADMITTED,
      /// It had to give way to a lighter source.
      OUSTED
    }

    Waiter(SourceGroup group) {
      this.group = group;
    }

    SourceGroup group() {
      return group;
    }

    State state() {
      return state;
    }

    Thread thread() {
      return thread;
    }
  }

  /// One source.
  private static final class Party {
    private final Side side;
    private final Deque<Waiter> line = new ArrayDeque<>();
    private int places;
    private long lastServed;

    Party(Side side) {
      this.side = side;
    }

    int demand() {
      return places + line.size();
    }

    boolean isGone() {
      return places == 0 && line.isEmpty();
    }
  }

  /// All crowds, or all networks.
  private static final class Side {
    private int places;
    private int waiting;

    int demand() {
      return places + waiting;
    }
  }

  int waiting() {
    return waiting;
  }

  /// How many sources hold a place or wait.
  int parties() {
    return parties.size();
  }

  private Party party(SourceGroup group) {
    return parties.computeIfAbsent(group, g -> new Party(g.crowd() ? crowds : networks));
  }

  private void dropIfGone(SourceGroup group, Party party) {
    if (party.isGone()) {
      parties.remove(group);
    }
  }

  void takePlace(SourceGroup group) {
    Party party = party(group);
    party.places++;
    placesGiven++;
    party.lastServed = placesGiven;
    party.side.places++;
  }

  void leavePlace(SourceGroup group) {
    Party party = party(group);
    party.places--;
    party.side.places--;
    dropIfGone(group, party);
  }

  void join(Waiter waiter) {
    Party party = party(waiter.group());
    party.line.addLast(waiter);
    party.side.waiting++;
    waiting++;
  }

  /// Takes one out of the line who still waits.
  void remove(Waiter waiter) {
    Party party = party(waiter.group());
    if (party.line.remove(waiter)) {
      party.side.waiting--;
      waiting--;
    }
    dropIfGone(waiter.group(), party);
  }

  /// Gives a free place to whoever should have it next; empty if nobody waits.
  Optional<Waiter> admitNext() {
    return best(BY_PLACES)
        .map(
            party -> {
              Waiter first = party.line.getFirst();
              remove(first);
              takePlace(first.group());
              first.state = Waiter.State.ADMITTED;
              return first;
            });
  }

  /// Sends away the newest of the heaviest source, if that asks for more than `group` would with
  /// one more; empty if `group` is itself among the heaviest.
  Optional<Waiter> oustFor(SourceGroup group) {
    return heavierThan(group)
        .map(
            party -> {
              Waiter last = party.line.getLast();
              remove(last);
              last.state = Waiter.State.OUSTED;
              return last;
            });
  }

  /// Whether somebody would have to give way to one more of `group`.
  boolean hasHeavierThan(SourceGroup group) {
    return heavierThan(group).isPresent();
  }

  /// Whether `group` has more than some other source: it is refused for its own sake then.
  boolean hasLighterThan(SourceGroup group) {
    Party own = parties.get(group);
    return own != null && parties.values().stream().anyMatch(p -> p.demand() < own.demand());
  }

  private Optional<Party> heavierThan(SourceGroup group) {
    Side side = group.crowd() ? crowds : networks;
    Party own = parties.get(group);
    int wanted = (own == null ? 0 : own.demand()) + 1;
    return best(BY_DEMAND)
        .filter(
            heaviest ->
                heaviest.side == side
                    ? heaviest.demand() > wanted
                    : heaviest.side.demand() > side.demand() + 1);
  }

  /// The first, in this order, of those who have somebody waiting.
  private Optional<Party> best(Comparator<Party> order) {
    return waiting == 0
        ? Optional.empty()
        : parties.values().stream().filter(party -> !party.line.isEmpty()).min(order);
  }
}
