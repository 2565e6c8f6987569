package org.holdfast.edge.server;

import java.net.InetSocketAddress;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory;

/// The PROXY protocol, versions 1 and 2, spoken with those who may speak for others. Anybody else
/// could claim any address, and with it another's share of this server and another's country: that
/// connection is closed before a byte of it is read.
final class KnownProxies extends ProxyConnectionFactory {
  private final SourceGroups groups;

  KnownProxies(String nextProtocol, SourceGroups groups) {
    super(nextProtocol);
    this.groups = groups;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress peer
            && peer.getAddress() != null
            && groups.mayBeProxy(peer.getAddress())
        ? super.newConnection(connector, endPoint)
        : new Closing(connector, endPoint);
  }

  /// Ends as soon as it begins.
  private static final class Closing extends AbstractConnection {
    Closing(Connector connector, EndPoint endPoint) {
      super(endPoint, connector.getExecutor());
    }

    @Override
    public void onOpen() {
      super.onOpen();
      close();
    }

    @Override
    public void onFillable() {
      close();
    }
  }
}
