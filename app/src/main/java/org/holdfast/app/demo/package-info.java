/// `holdfast demo`: everything at work in a temporary directory, with probes of every generation, a
/// `kill -9` in the middle, and an account at the end.
///
/// [org.holdfast.app.demo.DemoCommand] tells the story in order;
/// [org.holdfast.app.demo.DemoInstallation] is what it is shown on: one server as a child process
/// or, with `--fleet`, ten processes ([org.holdfast.app.demo.fleet]);
/// [org.holdfast.app.demo.DemoTraffic] is what the simulated probes of `org.holdfast.testkit` do to
/// it, and [org.holdfast.app.demo.DemoAccount] the sums, each figure asked of the running system
/// from outside.
@NullMarked
package org.holdfast.app.demo;

import org.jspecify.annotations.NullMarked;
