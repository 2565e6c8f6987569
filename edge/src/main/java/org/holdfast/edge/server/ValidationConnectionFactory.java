package org.holdfast.edge.server;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.holdfast.edge.tls.ValidationCertificates;

/// What follows the handshake in which a certificate authority validated a server name: nothing
/// (RFC 8737 section 4).
final class ValidationConnectionFactory extends AbstractConnectionFactory {
  ValidationConnectionFactory() {
    super(ValidationCertificates.PROTOCOL);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return new Ended(connector, endPoint);
  }

  private static final class Ended extends AbstractConnection {
    private Ended(Connector connector, EndPoint endPoint) {
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
