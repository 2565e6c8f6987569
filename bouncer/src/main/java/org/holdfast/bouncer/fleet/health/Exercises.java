package org.holdfast.bouncer.fleet.health;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;

/// The exercise that fits a service.
public record Exercises(Exchange collector, Exchange testHelper) implements Exchange {
  @Override
  public Optional<String> fault(KnownNode node, PublishedAddress address, Duration within)
      throws InterruptedException {
    return (address.isCollector() ? collector : testHelper).fault(node, address, within);
  }
}
