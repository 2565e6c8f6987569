package org.holdfast.edge.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.holdfast.edge.SourceGroup;

/// Bounds the connections of one listener, all together and by source. One too many is reset as
/// soon as it is accepted: before a TLS handshake or a request's header nothing else can be said,
/// and whoever comes in such numbers should not be given more than that.
///
/// A place is given back when the socket is closed, by whomever; [#sweep] finds what Jetty might
/// not tell.
final class ConnectionCaps implements SelectorManager.AcceptListener {
  private final ListenerOptions listener;
  private final SourceGroups groups;
  private final SharedBudget places;
  private final EdgeMetrics metrics;
  private final Map<SelectableChannel, SourceGroup> holders = new ConcurrentHashMap<>();

  ConnectionCaps(
      ListenerOptions listener, EdgeLimits limits, SourceGroups groups, EdgeMetrics metrics) {
    this.listener = listener;
    this.groups = groups;
    this.places = SharedBudget.of(limits.connections(), limits.connectionsPerSource());
    this.metrics = metrics;
  }

  /// How many connections hold a place.
  long open() {
    return places.taken();
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    SourceGroup group = groupOf(channel);
    switch (places.take(group, 1)) {
      case YES -> holders.put(channel, group);
      case NOTHING_LEFT -> refuse(channel, "connections-listener");
      case TOO_MUCH_FOR_ONE -> refuse(channel, "connections-source");
    }
  }

  private SourceGroup groupOf(SelectableChannel channel) {
    try {
      if (channel instanceof SocketChannel socket
          && socket.getRemoteAddress() instanceof InetSocketAddress peer
          && peer.getAddress() instanceof InetAddress address) {
        return groups.ofConnection(listener, address);
      }
    } catch (IOException alreadyClosed) {
      // It holds its place until Jetty notices.
    }
    return SourceGroup.crowd("unknown");
  }

  /// Jetty then finds the socket closed and drops it.
  private void refuse(SelectableChannel channel, String reason) {
    metrics.refused(reason);
    try (channel) {
      if (channel instanceof SocketChannel socket) {
        // A reset: nothing of it stays in the kernel, as it would for a minute otherwise.
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException alreadyClosed) {
      // As it should be.
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    giveBack(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    giveBack(channel);
  }

  /// To be called now and then.
  void sweep() {
    holders.keySet().stream().filter(channel -> !channel.isOpen()).forEach(this::giveBack);
  }

  private void giveBack(SelectableChannel channel) {
    SourceGroup group = holders.remove(channel);
    if (group != null) {
      places.giveBack(group, 1);
    }
  }
}
