package org.holdfast.credentials.group;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/// libsodium's ristretto255 (Debian package `libsodium23`), for comparison.
@SuppressWarnings("restricted") // calling foreign code is the point
final class Libsodium {
  private static final String LIBRARY = "libsodium.so.23";

  private final SymbolLookup symbols;

  private Libsodium(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  static Optional<Libsodium> load() {
    try {
      return Optional.of(new Libsodium(SymbolLookup.libraryLookup(LIBRARY, Arena.global())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Calls `crypto_<name>(out, in...)`, 32 bytes out.
  ///
  /// @return empty if the library says no
  Optional<byte[]> call(String name, byte[]... inputs) throws Throwable {
    ValueLayout[] parameters = new ValueLayout[1 + inputs.length];
    Arrays.fill(parameters, ValueLayout.ADDRESS);
    MethodHandle function =
        Linker.nativeLinker()
            .downcallHandle(
                symbols.findOrThrow("crypto_" + name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    try (Arena arena = Arena.ofConfined()) {
      Object[] arguments = new Object[parameters.length];
      MemorySegment out = arena.allocate(32);
      arguments[0] = out;
      for (int i = 0; i < inputs.length; i++) {
        arguments[i + 1] = arena.allocateFrom(ValueLayout.JAVA_BYTE, inputs[i]);
      }
      int result = (int) function.invokeWithArguments(arguments);
      return result == 0 ? Optional.of(out.toArray(ValueLayout.JAVA_BYTE)) : Optional.empty();
    }
  }

  /// Whether 32 bytes encode an element.
  boolean isValid(byte[] encoding) throws Throwable {
    MethodHandle function =
        Linker.nativeLinker()
            .downcallHandle(
                symbols.findOrThrow("crypto_core_ristretto255_is_valid_point"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      return (int) function.invokeExact(arena.allocateFrom(ValueLayout.JAVA_BYTE, encoding)) == 1;
    }
  }
}
