package org.holdfast.bouncer.fleet.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.bouncer.fleet.AddressPolicy;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;

/// Lets an exchange begin only where the address's name stands for machines that bouncers may
/// connect to. The JDK keeps what it resolved for 30 s, so that the connection goes where was
/// looked.
public record PublicOnly(Exchange exchange, AddressPolicy policy) implements Exchange {
  @Override
  public Optional<String> fault(KnownNode node, PublishedAddress address, Duration within)
      throws InterruptedException {
    if (policy.privateAllowed()) {
      return exchange.fault(node, address, within);
    }
    Optional<String> fault = policy.fault(address).or(() -> resolved(address));
    return fault.isPresent() ? fault : exchange.fault(node, address, within);
  }

  private Optional<String> resolved(PublishedAddress address) {
    Optional<String> host = AddressPolicy.connectedHost(address);
    if (host.isEmpty()) {
      return Optional.empty();
    }
    try {
      for (InetAddress one : InetAddress.getAllByName(host.get())) {
        if (!policy.allows(one)) {
          return Optional.of("its name stands for an address that is not on the public Internet");
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("its name is not known");
    }
  }
}
