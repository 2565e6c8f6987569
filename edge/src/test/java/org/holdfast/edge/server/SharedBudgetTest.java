package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.edge.SourceGroup;
import org.holdfast.edge.server.SharedBudget.Taken;
import org.junit.jupiter.api.Test;

/// What one source may have of what all share.
final class SharedBudgetTest {
  private static final SourceGroup HEAVY = SourceGroup.network(1);
  private static final SourceGroup LIGHT = SourceGroup.network(2);
  private static final SourceGroup CROWD = SourceGroup.crowd("onion");

  @Test
  void whileThereIsPlentyNobodyIsCompared() {
    SharedBudget budget = SharedBudget.of(100);
    assertThat(budget.take(HEAVY, 50)).isEqualTo(Taken.YES);
    assertThat(budget.take(HEAVY, 1)).isEqualTo(Taken.TOO_MUCH_FOR_ONE);
    assertThat(budget.take(LIGHT, 25)).isEqualTo(Taken.YES);
    assertThat(budget.take(LIGHT, 1)).isEqualTo(Taken.TOO_MUCH_FOR_ONE);
  }

  @Test
  void crowdMayHaveMoreThanANetworkAndNotAll() {
    SharedBudget budget = SharedBudget.of(100);
    assertThat(budget.take(CROWD, 75)).isEqualTo(Taken.YES);
    assertThat(budget.take(CROWD, 1)).isEqualTo(Taken.TOO_MUCH_FOR_ONE);
    assertThat(budget.take(LIGHT, 25)).isEqualTo(Taken.YES);
    assertThat(budget.take(LIGHT, 1)).isEqualTo(Taken.NOTHING_LEFT);
  }

  @Test
  void oneNetworkMayAlwaysHoldOneWholeBody() {
    SharedBudget budget = SharedBudget.leavingRoomFor(100, 40);
    assertThat(budget.take(LIGHT, 25)).isEqualTo(Taken.YES);
    assertThat(budget.take(HEAVY, 40)).isEqualTo(Taken.YES);
    assertThat(budget.take(HEAVY, 1)).isEqualTo(Taken.TOO_MUCH_FOR_ONE);
  }

  @Test
  void fixedPartHoldsFromTheBeginningAndNotForCrowds() {
    SharedBudget budget = SharedBudget.of(10, 2);
    assertThat(budget.take(HEAVY, 2)).isEqualTo(Taken.YES);
    assertThat(budget.take(HEAVY, 1)).isEqualTo(Taken.TOO_MUCH_FOR_ONE);
    assertThat(budget.take(CROWD, 8)).isEqualTo(Taken.YES);
  }

  @Test
  void whatIsGivenBackIsForgotten() {
    SharedBudget budget = SharedBudget.of(10);
    assertThat(budget.take(HEAVY, 4)).isEqualTo(Taken.YES);
    budget.takeAnyway(LIGHT, 20);
    assertThat(budget.take(HEAVY, 1)).isEqualTo(Taken.NOTHING_LEFT);
    budget.giveBack(LIGHT, 20);
    budget.giveBack(HEAVY, 1);
    budget.giveBack(HEAVY, 3);
    assertThat(budget.taken()).isZero();
    assertThat(budget.groups()).isZero();
  }
}
