package org.holdfast.collector;

import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.FleetKey;

/// Who writes envelopes: the collector's id within the fleet, the build it runs and the key it
/// shares with the fleet.
public record CollectorIdentity(CollectorId id, String build, FleetKey fleetKey) {}
