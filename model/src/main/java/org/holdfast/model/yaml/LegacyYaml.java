package org.holdfast.model.yaml;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads legacy YAML safely: no tags but YAML's own, at most [#MAX_ALIASES] aliases of collections,
/// [#MAX_DEPTH] levels, [#MAX_ENTRY_CHARS] characters and [#MAX_NODES] nodes in a document.
/// `!!binary` becomes text where it is UTF-8 and `{"format":"base64","data":...}` where not;
/// `!!set` a list; dates, and numbers JSON does not have, their text.
public final class LegacyYaml {
  /// How often collections may be referred to again in one document; serialisers of the time did so
  /// for values they held twice.
  public static final int MAX_ALIASES = 50;

  /// The deepest nesting that is read.
  public static final int MAX_DEPTH = 100;

  /// The longest document that is read.
  public static final int MAX_ENTRY_CHARS = 16 << 20;

  /// The most scalars and collections that are read in one document.
  public static final int MAX_NODES = 200_000;

  /// One document of a stream.
  public sealed interface Entry {
    /// A mapping, its values limited to what JSON can hold: text, booleans, finite numbers, null,
    /// lists and mappings with text as keys.
    record Mapping(Map<String, @Nullable Object> members) implements Entry {
      public Mapping {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      }
    }

    /// Something else, or text that could not be read; `text` is exactly what stood there, from the
    /// `---` on where there is one.
    record Broken(String text, String problem) implements Entry {}
  }

  private LegacyYaml() {}

  /// Reads one mapping, as the `content` of a create request holds.
  ///
  /// @throws UnreadableYamlException if the text is not exactly one mapping
  public static Map<String, @Nullable Object> readMapping(String text)
      throws UnreadableYamlException {
    List<Entry> entries = readStream(text);
    if (entries.size() != 1) {
      throw new UnreadableYamlException("not exactly one mapping");
    }
    return switch (entries.getFirst()) {
      case Entry.Mapping(var members) -> members;
      case Entry.Broken(_, var problem) -> throw new UnreadableYamlException(problem);
    };
  }

  /// Splits a stream at its `---` and `...` lines and reads each document by itself, so that one
  /// broken entry costs nothing but itself. Empty and null documents are left out.
  public static List<Entry> readStream(String text) {
    List<Entry> entries = new ArrayList<>();
    try {
      forEach(new StringReader(text), entries::add);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return entries;
  }

  /// As [#readStream], with no more than one entry in memory at a time.
  ///
  /// @throws IOException if `reader` does
  public static void forEach(Reader reader, Consumer<? super Entry> consumer) throws IOException {
    new YamlStreamSplitter(reader)
        .forEachDocument(
            (text, whole) -> {
              if (whole) {
                YamlDocument.read(text).ifPresent(consumer);
              } else {
                consumer.accept(
                    new Entry.Broken(text, "longer than " + MAX_ENTRY_CHARS + " characters"));
              }
            });
  }
}
