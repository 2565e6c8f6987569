package org.holdfast.app.fleettest;

import java.io.IOException;
import java.util.List;

/// A node that things happen to.
interface Victim extends AutoCloseable {
  String url();

  boolean isCollector();

  /// What can happen to it.
  List<Fault> faults();

  /// Lets something happen to it; returns when it has.
  void suffer(Fault what) throws IOException, InterruptedException;

  /// Returns once all is well again.
  void recover() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
