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

/// Where Jetty hands over: begins an [Exchange] and tells those who keep count. Jetty's own
/// `GracefulHandler` is not used, because it refuses what comes on draining connections.
///
/// What can be answered at once is, on the thread that read the header, which can serve the next
/// connection then. Everything else gets a virtual thread of its own: while that waits for a slow
/// upload, its stack holds nothing of Jetty's, which would be as much again.
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
    Callback end = begin(served, connection.getConnection().getEndPoint(), callback);
    try {
      var exchange = new Exchange(served.setting(), request, response);
      if (!exchange.answeredAtOnce(end)) {
        // While an endpoint works there is nothing to read or write, which is not idleness.
        request.addIdleTimeoutListener(timeout -> false);
        // The pool, which bounds how many there are; the executor behind it does not.
        getServer().getThreadPool().execute(() -> run(exchange, end));
      }
    } catch (RuntimeException | Error bug) {
      failed(bug, end);
    }
    return true;
  }

  private Callback begin(ServedListener served, EndPoint endPoint, Callback callback) {
    drain.enter();
    served.watch().begin(endPoint);
    Callback end =
        Callback.from(
            callback,
            () -> {
              served.watch().end(endPoint);
              drain.leave();
            });
    // Quiet, because Jetty would log the path along with it.
    return Callback.from(end::succeeded, failure -> end.failed(quiet(failure)));
  }

  private static Throwable quiet(Throwable failure) {
    return failure instanceof QuietException ? failure : new QuietException.Exception(failure);
  }

  private static void run(Exchange exchange, Callback end) {
    try {
      exchange.run();
      end.succeeded();
    } catch (InterruptedException | IOException clientGone) {
      end.failed(clientGone);
    } catch (RuntimeException | Error bug) {
      failed(bug, end);
    }
  }

  private static void failed(Throwable bug, Callback end) {
    log.error("an exchange failed outside its endpoint", bug);
    end.failed(bug);
  }
}
