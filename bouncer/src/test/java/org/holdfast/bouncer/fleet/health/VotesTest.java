package org.holdfast.bouncer.fleet.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.fleet.Verdict;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.junit.jupiter.api.Test;

class VotesTest {
  private static final AddressWatch.Seen WELL = new AddressWatch.Seen(true, true, "");
  private static final AddressWatch.Seen ILL = new AddressWatch.Seen(true, false, "refused");
  private static final AddressWatch.Seen NOTHING = new AddressWatch.Seen(false, false, "");
  private static final String ADDRESS = "collector https https://a";

  @Test
  void aloneItsOwnEyesCount() {
    assertThat(word("a", WELL, 0)).contains(true);
    assertThat(word("a", ILL, 0)).contains(false);
    assertThat(word("a", NOTHING, 0)).isEmpty();
  }

  @Test
  void majorityDecides() {
    assertThat(word("a", ILL, 0, says("b", true), says("c", true))).contains(true);
    assertThat(word("a", WELL, 0, says("b", false), says("c", false))).contains(false);
    assertThat(word("a", NOTHING, 0, says("b", true))).contains(true);
  }

  @Test
  void bouncersThatDisagreeComeToTheSameWord() {
    assertThat(word("a", WELL, 0, says("b", false))).contains(false);
    assertThat(word("b", ILL, 0, says("a", true))).contains(false);
  }

  @Test
  void whoSaysNothingNewHasNoVote() {
    Votes votes = new Votes("a");
    List<Verdict> verdicts = List.of(says("b", true), says("c", true));
    votes.note(verdicts, 0);
    long later = Votes.FRESH_FOR.toNanos() + 1;
    votes.note(verdicts, later);

    assertThat(votes.well(ADDRESS, Nodes.C1, ILL, later)).contains(false);
  }

  @Test
  void observersOfEarlierDaysHaveNoVoteWhenTheyAreFirstSeen() {
    long old = Votes.FRESH_FOR.toMillis() + 2;
    Verdict fresh = new Verdict(ADDRESS, "b", Nodes.C1, 1, false, "", old);

    assertThat(word("a", NOTHING, 0, says("c", true), says("d", true), fresh)).contains(false);
  }

  @Test
  void anotherNodesClaimToTheAddressHasNoVote() {
    Verdict ofAnother = new Verdict(ADDRESS, "b", Nodes.C2, 1, true, "", 1);

    assertThat(word("a", NOTHING, 0, ofAnother)).isEmpty();
  }

  private static Verdict says(String observer, boolean well) {
    return new Verdict(ADDRESS, observer, Nodes.C1, 1, well, "", 1);
  }

  private static Optional<Boolean> word(
      String self, AddressWatch.Seen own, long now, Verdict... others) {
    Votes votes = new Votes(self);
    votes.note(new ArrayList<>(List.of(others)), now);
    return votes.well(ADDRESS, Nodes.C1, own, now);
  }
}
