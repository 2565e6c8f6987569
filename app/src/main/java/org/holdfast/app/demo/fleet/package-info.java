/// The servers of `holdfast demo --fleet`: [org.holdfast.app.demo.fleet.Backing] is Kafka,
/// PostgreSQL and an S3 server, [org.holdfast.app.demo.fleet.Nodes] are collectors, workers and API
/// nodes, each a process on this machine. What the backing servers run from is found by
/// [org.holdfast.app.demo.fleet.ServerLibrary]; none of it is on the class path of `holdfast`.
@NullMarked
package org.holdfast.app.demo.fleet;

import org.jspecify.annotations.NullMarked;
