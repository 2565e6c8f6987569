package org.holdfast.catalogue.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.Location.InArchive;
import org.holdfast.catalogue.Location.InJournal;
import org.jdbi.v3.core.statement.SqlStatement;

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
      Stream.concat(Stream.of("journal_position", "archive_stem"), ARCHIVE_NUMBERS.stream())
          .toList();

  /// `column = :column` for all of them.
  static final String ASSIGNMENTS =
      NAMES.stream().map(c -> c + " = :" + c).collect(Collectors.joining(", "));

  private LocationColumns() {}

  static void bind(SqlStatement<?> statement, Location location) {
    switch (location) {
      case InJournal(String position) -> {
        statement.bind("journal_position", position);
        statement.bindNull("archive_stem", Types.VARCHAR);
        ARCHIVE_NUMBERS.forEach(c -> statement.bindNull(c, Types.BIGINT));
      }
      case InArchive place ->
          statement
              .bindNull("journal_position", Types.VARCHAR)
              .bind("archive_stem", place.stem())
              .bind("archive_line", place.line())
              .bind("frame_offset", place.frameOffset())
              .bind("frame_length", place.frameLength())
              .bind("document_offset", place.documentOffset())
              .bind("document_length", place.documentLength())
              .bind("body_frame_offset", place.bodyFrameOffset())
              .bind("body_frame_length", place.bodyFrameLength())
              .bind("body_offset", place.bodyOffset())
              .bind("body_length", place.bodyLength());
    }
  }

  static Location read(ResultSet results) throws SQLException {
    String stem = results.getString("archive_stem");
    if (stem == null) {
      return new InJournal(results.getString("journal_position"));
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
