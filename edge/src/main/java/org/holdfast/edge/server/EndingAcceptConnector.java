package org.holdfast.edge.server;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// A connector whose thread that accepts connections ends when it listens no more.
///
/// Jetty's own goes on until the connector is stopped, which here is long after, and in a circle
/// without a pause if the socket is closed between two connections. Being a virtual thread it never
/// yields: as many listeners as there are processors, and nothing else in the process runs.
final class EndingAcceptConnector extends ServerConnector {
  EndingAcceptConnector(Server server, ConnectionFactory... factories) {
    super(server, 1, -1, factories);
  }

  @Override
  public void accept(int acceptor) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    super.accept(acceptor);
  }

  @Override
  protected boolean handleAcceptFailure(Throwable e) {
    return isOpen() && super.handleAcceptFailure(e);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    var endPoint = new DrainedEndPoint(channel, selector, key, getScheduler());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }
}
