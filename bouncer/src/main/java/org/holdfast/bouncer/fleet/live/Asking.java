package org.holdfast.bouncer.fleet.live;

import java.util.Optional;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.health.Exchange;
import org.holdfast.bouncer.fleet.health.Rhythm;

/// How nodes are asked.
///
/// @param look cheap and often
/// @param exercise the real protocol
/// @param onions the rhythm for onion names; empty where they cannot be reached
public record Asking(Exchange look, Exchange exercise, Rhythm rhythm, Optional<Rhythm> onions) {
  public Asking(Exchange look, Exchange exercise, Rhythm rhythm) {
    this(look, exercise, rhythm, Optional.empty());
  }

  /// Empty where an address cannot be asked.
  Optional<Rhythm> rhythmFor(PublishedAddress address) {
    return address.address().type() == AddressType.ONION ? onions : Optional.of(rhythm);
  }
}
