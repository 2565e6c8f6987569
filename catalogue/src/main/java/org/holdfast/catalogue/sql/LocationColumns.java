package org.holdfast.catalogue.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.Location.InArchive;
import org.holdfast.catalogue.Location.InJournal;

/// The columns of `measurement` that say where its bytes are: `journal_position` or the rest.
final class LocationColumns {
  private static final List<String> ARCHIVE_NUMBERS =
      List.of(
          "archive_line",
          "frame_offset",
          "frame_length",
          "document_offset",
          "document_length",
          "body_frame_offset",
          "body_frame_length",
          "body_offset",
          "body_length");

  static final List<String> NAMES =
      Stream.concat(
              Stream.of("journal_position", "journal_installation", "archive_stem"),
              ARCHIVE_NUMBERS.stream())
          .toList();

  /// `column = ?` for all of them.
  static final String ASSIGNMENTS =
      NAMES.stream().map(c -> c + " = ?").collect(Collectors.joining(", "));

  private LocationColumns() {}

  /// Sets the parameters for all of [#NAMES].
  ///
  /// @param installation whose journal is meant where the location does not say
  static Parameters bind(Parameters parameters, Location location, String installation) {
    switch (location) {
      case InJournal(String position, String said) -> {
        String whose = said.isEmpty() ? installation : said;
        parameters.text(position).text(whose.isEmpty() ? null : whose).noText();
        ARCHIVE_NUMBERS.forEach(_ -> parameters.noNumber());
      }
      case InArchive place ->
          parameters
              .noText()
              .noText()
              .text(place.stem())
              .number(place.line())
              .number(place.frameOffset())
              .number(place.frameLength())
              .number(place.documentOffset())
              .number(place.documentLength())
              .number(place.bodyFrameOffset())
              .number(place.bodyFrameLength())
              .number(place.bodyOffset())
              .number(place.bodyLength());
    }
    return parameters;
  }

  static Location read(ResultSet results) throws SQLException {
    String stem = results.getString("archive_stem");
    if (stem == null) {
      String installation = results.getString("journal_installation");
      return new InJournal(
          results.getString("journal_position"), installation == null ? "" : installation);
    }
    return new InArchive(
        stem,
        results.getInt("archive_line"),
        results.getLong("frame_offset"),
        results.getInt("frame_length"),
        results.getInt("document_offset"),
        results.getInt("document_length"),
        results.getLong("body_frame_offset"),
        results.getInt("body_frame_length"),
        results.getInt("body_offset"),
        results.getInt("body_length"));
  }
}
