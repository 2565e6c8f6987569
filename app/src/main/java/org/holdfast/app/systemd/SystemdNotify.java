package org.holdfast.app.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd how this process fares (sd_notify(3)): one datagram to the unix socket named in
/// `NOTIFY_SOCKET`, a kind of socket the JDK does not have. Does nothing where nobody listens; a
/// message that cannot be sent is logged and otherwise without consequence.
public final class SystemdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(SystemdNotify.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

  /// The most bytes of a name in `struct sockaddr_un`.
  private static final int NAME_BYTES_MAX = 108;

  private static final int FAMILY_BYTES = 2;

  private final Optional<String> socket;

  private SystemdNotify(Optional<String> socket) {
    this.socket = socket;
  }

  /// @param environment of this process
  public static SystemdNotify from(Map<String, String> environment) {
    return new SystemdNotify(
        Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(name -> !name.isEmpty()));
  }

  /// This process serves, and is the one to be supervised.
  public void ready() {
    send("READY=1\nMAINPID=" + ProcessHandle.current().pid());
  }

  /// This process ends because it was asked to.
  public void stopping() {
    send("STOPPING=1");
  }

  private void send(String state) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      int errno = send(socket.get(), state);
      if (errno != 0) {
        LOG.warn("systemd cannot be told {}: errno {}", state.replace('\n', ' '), errno);
      }
    } catch (Throwable e) {
      LOG.warn("systemd cannot be told {}", state.replace('\n', ' '), e);
    }
  }

  private static int send(String name, String state) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        handle(linker, "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    MethodHandle send =
        handle(
            linker,
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    MethodHandle close = handle(linker, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemoryLayout errnoLayout = Linker.Option.captureStateLayout();
      MemorySegment errno = arena.allocate(errnoLayout);
      byte[] path = name.getBytes(UTF_8);
      if (path.length >= NAME_BYTES_MAX) {
        throw new IllegalArgumentException("NOTIFY_SOCKET is too long");
      }
      MemorySegment address = arena.allocate(FAMILY_BYTES + NAME_BYTES_MAX, 2);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, FAMILY_BYTES, path.length);
      boolean isAbstract = name.startsWith("@");
      if (isAbstract) {
        address.set(JAVA_BYTE, FAMILY_BYTES, (byte) 0);
      }
      int addressBytes = FAMILY_BYTES + path.length + (isAbstract ? 0 : 1);
      int descriptor = (int) open.invokeExact(errno, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (descriptor < 0) {
        return errno.get(JAVA_INT, 0);
      }
      byte[] text = state.getBytes(UTF_8);
      MemorySegment message = arena.allocate(text.length);
      MemorySegment.copy(text, 0, message, JAVA_BYTE, 0, text.length);
      long sent =
          (long)
              send.invokeExact(
                  errno, descriptor, message, (long) text.length, 0, address, addressBytes);
      int problem = sent < 0 ? errno.get(JAVA_INT, 0) : 0;
      int _ = (int) close.invokeExact(errno, descriptor);
      return problem;
    }
  }

  private static MethodHandle handle(Linker linker, String name, FunctionDescriptor descriptor) {
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
