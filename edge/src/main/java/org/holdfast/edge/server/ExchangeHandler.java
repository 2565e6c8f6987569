package org.holdfast.edge.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where Jetty hands over: runs an [Exchange] and tells those who keep count. Jetty's own
/// `GracefulHandler` is not used, because it refuses what comes on draining connections.
final class ExchangeHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);

  private final Map<Connector, ServedListener> listeners;
  private final Drain drain;

  ExchangeHandler(Map<Connector, ServedListener> listeners, Drain drain) {
    this.listeners = listeners;
    this.drain = drain;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    ServedListener served = requireNonNull(listeners.get(connection.getConnector()));
    EndPoint endPoint = connection.getConnection().getEndPoint();
    // While an endpoint works there is nothing to read or write, which is not idleness.
    request.addIdleTimeoutListener(timeout -> false);
    drain.enter();
    served.watch().begin(endPoint);
    try {
      new Exchange(served.setting(), request, response).run();
      callback.succeeded();
    } catch (InterruptedException | IOException clientGone) {
      callback.failed(new QuietException.Exception(clientGone));
    } catch (RuntimeException | Error bug) {
      // Quiet, because Jetty would log the path along with it.
      log.error("an exchange failed outside its endpoint", bug);
      callback.failed(new QuietException.Exception(bug));
    } finally {
      served.watch().end(endPoint);
      drain.leave();
    }
    return true;
  }
}
