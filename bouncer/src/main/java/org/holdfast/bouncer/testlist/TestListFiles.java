package org.holdfast.bouncer.testlist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;

/// A directory of test lists as the Citizen Lab keeps them: `global.csv` and one `CC.csv` for each
/// country, with a header that names at least `url` and `category_code`. Other files are passed
/// over. A row that no probe could measure is left out; a file that is broken as a whole, or has
/// more bad rows than good ones, keeps its last good version in use.
///
/// @param byFile the URLs by the name of their file, in lower case
public record TestListFiles(Map<String, List<TestUrl>> byFile) {
  /// Nothing read yet.
  public static final TestListFiles NONE = new TestListFiles(Map.of());

  /// The longest file that is read.
  static final int MAX_FILE_BYTES = 16 << 20;

  /// The most URLs all files may have together.
  static final int MAX_URLS = 500_000;

  private static final Pattern LIST = Pattern.compile("(global|[a-z]{2})\\.csv");
  private static final int URL_AND_CATEGORY = 2;

  public TestListFiles {
    Map<String, List<TestUrl>> copy = new TreeMap<>();
    byFile.forEach((name, urls) -> copy.put(name, List.copyOf(urls)));
    byFile = Collections.unmodifiableMap(copy);
  }

  /// All URLs, country by country.
  public List<TestUrl> urls() {
    return byFile.values().stream().flatMap(List::stream).toList();
  }

  /// Reads the directory, for [org.holdfast.edge.watch.WatchedFiles].
  ///
  /// @throws UnusableFileException if there is no list in it at all
  public static Found<TestListFiles> read(Path directory, TestListFiles previous)
      throws IOException, UnusableFileException {
    Map<String, List<TestUrl>> lists = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    int urls = 0;
    for (Map.Entry<String, Path> file : filesIn(directory).entrySet()) {
      String name = file.getKey();
      try {
        List<TestUrl> list = parse(name, BoundedFile.read(file.getValue(), MAX_FILE_BYTES));
        lists.put(name, list);
      } catch (UnusableFileException e) {
        faults.add(name + " " + e.getMessage());
        Optional.ofNullable(previous.byFile.get(name)).ifPresent(last -> lists.put(name, last));
      }
      urls += lists.getOrDefault(name, List.of()).size();
      if (urls > MAX_URLS) {
        throw new UnusableFileException("has more than " + MAX_URLS + " URLs");
      }
    }
    if (lists.isEmpty()) {
      throw new UnusableFileException("has no usable global.csv or CC.csv " + faults);
    }
    return new Found<>(new TestListFiles(lists), faults);
  }

  private static Map<String, Path> filesIn(Path directory) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (LIST.matcher(name).matches()) {
          files.put(name, file);
        }
      }
    }
    return files;
  }

  /// @param name of the file, which says for which country it is
  /// @throws UnusableFileException if it is no such list
  static List<TestUrl> parse(String name, byte[] content) throws UnusableFileException {
    List<List<String>> rows = CsvTable.parse(text(content));
    List<String> header =
        rows.isEmpty()
            ? List.of()
            : rows.getFirst().stream().map(h -> h.strip().toLowerCase(Locale.ROOT)).toList();
    int url = header.indexOf("url");
    int category = header.indexOf("category_code");
    if (url < 0 || category < 0) {
      throw new UnusableFileException("has no header with url and category_code");
    }
    String country =
        name.startsWith("global")
            ? TestUrl.EVERYWHERE
            : name.substring(0, 2).toUpperCase(Locale.ROOT);
    Set<TestUrl> urls = new LinkedHashSet<>();
    int bad = 0;
    for (List<String> row : rows.subList(1, rows.size())) {
      Optional<TestUrl> found =
          row.size() < Math.max(URL_AND_CATEGORY, Math.max(url, category) + 1)
              ? Optional.empty()
              : TestUrl.of(row.get(url), row.get(category), country);
      if (found.isPresent()) {
        urls.add(found.get());
      } else {
        bad++;
      }
    }
    if (bad > urls.size()) {
      throw new UnusableFileException("has " + bad + " bad rows and " + urls.size() + " good ones");
    }
    return List.copyOf(urls);
  }

  private static String text(byte[] content) throws UnusableFileException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new UnusableFileException("is not UTF-8");
    }
  }
}
