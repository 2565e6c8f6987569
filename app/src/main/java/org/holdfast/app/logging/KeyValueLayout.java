package org.holdfast.app.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// One event as `time=... level=... logger=... message="..." key=value ...` on one line, with line
/// feeds and quotes escaped, so that no event can look like two.
///
/// Addresses are blotted out of everything but what [#CONFIGURATION_LOGGER] says, which logs what
/// the operator wrote and never sees a peer. No code of ours logs peers; this is for libraries.
public final class KeyValueLayout extends LayoutBase<ILoggingEvent> {
  static final String CONFIGURATION_LOGGER = "org.holdfast.app.server.Server";

  private final ThrowableProxyConverter throwables = new ThrowableProxyConverter();

  @Override
  public void start() {
    throwables.setContext(getContext());
    throwables.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    line.append("time=").append(event.getInstant());
    line.append(" level=").append(event.getLevel());
    line.append(" logger=").append(event.getLoggerName());
    append(line, "message", event.getFormattedMessage(), event);
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> append(line, pair.key, String.valueOf(pair.value), event));
    }
    if (event.getThrowableProxy() != null) {
      append(line, "exception", throwables.convert(event), event);
    }
    return line.append('\n').toString();
  }

  private static void append(StringBuilder line, String key, String value, ILoggingEvent event) {
    boolean ours = event.getLoggerName().equals(CONFIGURATION_LOGGER);
    String shown = ours ? value : Addresses.blotOut(value);
    line.append(' ').append(key).append('=');
    if (isPlain(shown)) {
      line.append(shown);
    } else {
      line.append('"').append(escaped(shown)).append('"');
    }
  }

  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\' && c != 0x7f);
  }

  private static String escaped(String value) {
    return value
        .strip()
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\r", "")
        .replace("\n", "\\n")
        .replace("\t", "\\t")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
