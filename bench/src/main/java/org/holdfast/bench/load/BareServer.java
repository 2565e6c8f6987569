package org.holdfast.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// What the intake is compared with: the same HTTP server, reading the same body and doing nothing
/// with it. A process of its own; prints `ready URL`.
public final class BareServer {
  private BareServer() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server(new VirtualThreadPool(20_000));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new ReadAndForget());
    server.start();
    System.out.println("ready http://127.0.0.1:" + connector.getLocalPort());
    server.join();
  }

  private static final class ReadAndForget extends Handler.Abstract {
    private static final byte[] ANSWER =
        "{\"measurement_uid\":null}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      Content.Source.asByteBuffer(request);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, ANSWER.length);
      response.write(true, ByteBuffer.wrap(ANSWER), callback);
      return true;
    }
  }
}
