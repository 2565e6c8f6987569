package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// Where the index of measurements is kept.
///
/// @param postgresql a database on a server; default none: a SQLite file in the data directory
public record CatalogueConfig(Optional<Postgresql> postgresql) {

  /// A PostgreSQL database of this installation's own: its archive and journal are what the
  /// catalogue is rebuilt from.
  ///
  /// @param url `jdbc:postgresql://host[:port][,host...]/database`
  /// @param user the role to log in as; default `holdfast`
  /// @param passwordFile holds the password on its first line, readable by its owner only; none
  ///   where the server asks for none
  public record Postgresql(String url, String user, Optional<Path> passwordFile) {
    private static final Kind<String> JDBC_URL =
        Kinds.matching(
            "jdbc:postgresql://(HOST(,HOST)*)/[^\\s/?]+(\\?[^\\s]*)?"
                .replace("HOST", "([^\\s/?,:\\[\\]]+|\\[[0-9a-fA-F:]+])(:[0-9]{1,5})?"),
            "is not the URL of a PostgreSQL database; write for example"
                + " 'jdbc:postgresql://db.example.org/holdfast'");

    static Postgresql read(Section section) {
      Postgresql server =
          new Postgresql(
              section.required(
                  "url", JDBC_URL, "jdbc:postgresql://none/none", "it says which database"),
              section.value("user", Kinds.TEXT, "holdfast"),
              section.optional("password-file", Kinds.PATH));
      if (server.url.contains("password=")) {
        section.problem("url", "holds a password; write it into a file and name that");
      }
      return server;
    }
  }

  static CatalogueConfig read(Section section) {
    return new CatalogueConfig(section.optionalSection("postgresql", Postgresql::read));
  }
}
