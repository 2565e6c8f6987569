package org.holdfast.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/// The least a durable log can do: one thread writes whatever waits, syncs once, and lets the
/// waiters go. No format, no checksum, no recovery. What the journal is compared with.
public final class RawLog implements AutoCloseable {
  private record Waiting(byte[] bytes, CompletableFuture<Void> durable) {}

  private final FileChannel file;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread writer = new Thread(this::write, "raw-log");

  private RawLog(FileChannel file) {
    this.file = file;
  }

  /// Makes the file and starts the writing thread.
  public static RawLog open(Path path) throws IOException {
    RawLog log =
        new RawLog(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    log.writer.start();
    return log;
  }

  /// Returns once the bytes are on stable storage.
  public void append(byte[] bytes) throws InterruptedException, ExecutionException {
    Waiting waiting = new Waiting(bytes, new CompletableFuture<>());
    queue.put(waiting);
    waiting.durable.get();
  }

  private void write() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 20);
    List<Waiting> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, 127);
        for (Waiting waiting : batch) {
          if (buffer.remaining() < waiting.bytes.length) {
            file.write(buffer.flip());
            buffer.clear();
          }
          buffer.put(waiting.bytes);
        }
        file.write(buffer.flip());
        buffer.clear();
        file.force(false);
        batch.forEach(waiting -> waiting.durable.complete(null));
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      batch.forEach(waiting -> waiting.durable.completeExceptionally(e));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    writer.interrupt();
    writer.join();
    file.close();
  }
}
