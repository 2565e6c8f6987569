package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.holdfast.edge.tls.PemIdentity;
import org.holdfast.edge.tls.TlsFiles;
import org.holdfast.edge.tls.TlsIdentity;
import org.holdfast.edge.tls.UnusableCertificateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a renewed certificate into use without a restart: looks at the files every few seconds and
/// serves the new pair once both fit. A pair that does not is refused and the old one kept; it is
/// looked at again when a file changes.
final class TlsWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

  private final String listener;
  private final TlsFiles files;
  private final TlsIdentity identity;
  private final Thread thread;
  private List<FileTime> seen = List.of();

  private TlsWatch(String listener, TlsFiles files, TlsIdentity identity, Duration interval) {
    this.listener = listener;
    this.files = files;
    this.identity = identity;
    this.thread = Thread.ofVirtual().name("tls-watch-" + listener).unstarted(() -> watch(interval));
  }

  static TlsWatch start(String listener, TlsFiles files, TlsIdentity identity, Duration interval) {
    TlsWatch watch = new TlsWatch(listener, files, identity, interval);
    watch.thread.start();
    return watch;
  }

  private void watch(Duration interval) {
    try {
      while (true) {
        look();
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void look() {
    try {
      List<FileTime> now = List.of(changed(files.certificate()), changed(files.key()));
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      PemIdentity found = PemIdentity.read(files);
      if (!found.chain().equals(identity.current().chain())) {
        identity.replace(found);
        LOG.info("Listener {} serves a new certificate: {}", listener, found);
      }
    } catch (IOException | UnusableCertificateException e) {
      LOG.error(
          "Listener {} keeps its certificate, since the new one cannot be served: {}",
          listener,
          e.getMessage());
    }
  }

  private static FileTime changed(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
