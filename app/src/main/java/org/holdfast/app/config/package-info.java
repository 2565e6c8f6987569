/// The configuration file, `holdfast.yaml`, as immutable records that mirror its nesting.
///
/// Start at [org.holdfast.app.config.ConfigFile], which reads a file into a
/// [org.holdfast.app.config.HoldfastConfig] or tells all its mistakes at once. Every record reads
/// itself from a [org.holdfast.app.config.Section]: keys, defaults, units and rules stand beside
/// the component they belong to, and the keys a record asks for are the keys there are. A new key
/// needs a safe default and a line in `config/holdfast.sample.yaml`; a test sees to the latter.
@NullMarked
package org.holdfast.app.config;

import org.jspecify.annotations.NullMarked;
