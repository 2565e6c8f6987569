/// `holdfast upgradetest`: real upgrades and roll-backs of a real server under load, counted from
/// outside. Start at [org.holdfast.app.upgradetest.UpgradeTestCommand].
///
/// The load is open: requests begin when it is their time, whether earlier ones are answered or
/// not. They take turns on the [org.holdfast.app.upgradetest.Lane]s; beside them slow uploads and
/// legacy reports are always under way. Everything acknowledged is read back in the end.
@NullMarked
package org.holdfast.app.upgradetest;

import org.jspecify.annotations.NullMarked;
