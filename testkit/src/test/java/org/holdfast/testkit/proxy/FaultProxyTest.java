package org.holdfast.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultProxyTest {
  private static final int ROUNDS = 60;

  /// Counts on every connection from 0 on, as fast as it can.
  private static final class Counting implements AutoCloseable {
    private final ServerSocket listener =
        new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final AtomicLong sent = new AtomicLong();

    Counting() throws IOException {
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listener.accept();
          Thread.ofVirtual().start(() -> count(client));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private void count(Socket client) {
      try (client;
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(client.getOutputStream(), 1_024))) {
        for (long number = 0; true; number++) {
          out.writeLong(number);
          sent.incrementAndGet();
        }
      } catch (IOException e) {
        // The client is gone.
      }
    }

    /// Waits until far more is on its way than buffers hold.
    void awaitMore() {
      long before = sent.get();
      while (sent.get() < before + 5_000) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HALF_OPEN", "BLACK_HOLE"})
  void nothingPassesAfterBytesThatWereLost(Fault fault) throws Exception {
    try (Counting server = new Counting();
        FaultProxy proxy = FaultProxy.start()) {
      proxy.leadTo(server.listener.getLocalPort());
      for (int round = 0; round < ROUNDS; round++) {
        try (Socket client = new Socket("127.0.0.1", proxy.port());
            DataInputStream in =
                new DataInputStream(new BufferedInputStream(client.getInputStream()))) {
          long next = 0;
          while (next < 1_000) {
            assertThat(in.readLong()).isEqualTo(next++);
          }
          proxy.set(fault);
          server.awaitMore();
          proxy.set(Fault.NONE);
          assertCountsOn(in, next);
        }
      }
    }
  }

  /// Until it ends, which it has to.
  private static void assertCountsOn(DataInputStream in, long from) {
    long next = from;
    try {
      while (true) {
        assertThat(in.readLong()).isEqualTo(next++);
      }
    } catch (IOException e) {
      // Reset, or closed.
    }
  }
}
