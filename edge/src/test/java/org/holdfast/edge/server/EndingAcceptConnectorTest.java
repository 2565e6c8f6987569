package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedChannelException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Design §6, hand-over: a predecessor that listens no more has its processors for the connections
/// that are open.
@Timeout(60)
final class EndingAcceptConnectorTest {
  @Test
  void acceptingThreadEndsWhenTheSocketIsClosed() throws Exception {
    Server server = new Server(new VirtualThreadPool(100));
    EndingAcceptConnector connector =
        new EndingAcceptConnector(server, new HttpConnectionFactory());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    try {
      connector.close();

      assertThat(connector.isRunning()).isTrue();
      // As between two connections.
      assertThatThrownBy(() -> connector.accept(0)).isInstanceOf(ClosedChannelException.class);
      assertThat(connector.handleAcceptFailure(new ClosedChannelException())).isFalse();
    } finally {
      server.stop();
    }
  }
}
