package org.holdfast.edge.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/// A socket that knows when it has been read to its end: when less came than there was room for.
/// Jetty asks twice more after each request, which costs two system calls for nothing. What comes
/// meanwhile is not missed: whoever finds nothing waits for the selector, which says at once what
/// is there.
final class DrainedEndPoint extends SocketChannelEndPoint {
  /// For the one thread that reads at a time.
  private boolean drained;

  DrainedEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    if (drained) {
      return 0;
    }
    int filled = super.fill(buffer);
    drained = filled >= 0 && buffer.limit() < buffer.capacity();
    return filled;
  }

  @Override
  protected void needsFillInterest() {
    drained = false;
    super.needsFillInterest();
  }
}
