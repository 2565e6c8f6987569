/// What tests, the demonstration and benchmarks drive a running server with, and how they find out
/// whether it kept its promises. Nothing here knows the server's own code but its vocabulary in
/// `model`; everything is seen as a probe or a reader sees it.
///
/// | package | what lives there |
/// |---|---|
/// | `wire` | an HTTP/1.1 client that sends exactly the bytes it is told to, broken ones included |
/// | `traffic` | measurements of our own making, workloads, and the catalogue of broken requests |
/// | `probe` | simulated probes of each generation since 2013 |
/// | `history` | what was handed in and promised, compared with what the server shows |
/// | `process` | the server as a child process that can be killed and started again |
/// | `archive` | the published archive as a researcher reads it, checked against its manifests |
/// | `crash` | strikes the server at each durable operation and asks what became of its promises |
/// | `proxy` | what networks do to connections: faults, and cuts on ways that change |
/// | `tor` | a private Tor network on loopback |
/// | `metrics` | the sums that must hold on `/metrics` (invariant I6) |
@NullMarked
package org.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
