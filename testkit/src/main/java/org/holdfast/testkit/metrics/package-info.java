/// Reads what a server says about itself on `/metrics`
/// ([org.holdfast.testkit.metrics.PrometheusText]) and checks that its sums hold
/// ([org.holdfast.testkit.metrics.ConservationCheck], invariant I6).
@NullMarked
package org.holdfast.testkit.metrics;

import org.jspecify.annotations.NullMarked;
