package org.holdfast.edge.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/// The three calls of socket(7) that are needed here, on descriptors of this process.
final class SocketCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKNAME =
      handle("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private static final int SOL_SOCKET = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  /// `struct sockaddr_in6`; in both families the port stands after the family, big-endian.
  private static final int SOCKADDR_BYTES = 28;

  private static final int PORT_AT = 2;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketCalls() {}

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(), descriptor, ERRNO);
  }

  /// The value of an option that is a number; 0 if `descriptor` is no socket or has no such option.
  static int option(int descriptor, int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      int result =
          (int) GETSOCKOPT.invokeExact(errno(arena), descriptor, SOL_SOCKET, option, value, length);
      return result == 0 ? value.get(JAVA_INT, 0) : 0;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// The port an internet socket is bound to; -1 for anything else.
  static int boundPort(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SOCKADDR_BYTES, Long.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, SOCKADDR_BYTES);
      int result = (int) GETSOCKNAME.invokeExact(errno(arena), descriptor, name, length);
      int family = name.get(ValueLayout.JAVA_SHORT, 0);
      return result == 0 && (family == AF_INET || family == AF_INET6)
          ? Short.toUnsignedInt(name.get(PORT, PORT_AT))
          : -1;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Sets an option to the bytes of `value`.
  ///
  /// @return 0, or the errno
  static int setOption(int descriptor, int option, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = errno(arena);
      int result =
          (int)
              SETSOCKOPT.invokeExact(
                  errno, descriptor, SOL_SOCKET, option, value, (int) value.byteSize());
      return result == 0 ? 0 : errno.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static MemorySegment errno(Arena arena) {
    MemoryLayout state = Linker.Option.captureStateLayout();
    return arena.allocate(state);
  }

  private static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException("a call of the C library failed to be made", e);
  }
}
