/// The catalogue in a relational database: a SQLite file or a PostgreSQL server, with the same
/// statements and migrations.
///
/// Start with [org.holdfast.catalogue.sql.SqlCatalogue]. What differs between databases stands in
/// the implementations of `Database` and `Dialect` and nowhere else; statements use standard SQL
/// and `ON CONFLICT DO NOTHING`. Migrations are in `db/migration/catalogue`, those that only
/// PostgreSQL needs (partitions) in `db/migration/catalogue-postgresql`; they are only ever added,
/// and a release reads a database that a later one has migrated (invariant I11).
///
/// ## Tables
///
/// | table | one row is | key |
/// |---|---|---|
/// | `measurement` | a published measurement, see `MeasurementRow` | `uid` |
/// | `measurement_alias` | a uid acknowledged for another sending of a measurement | `alias` |
/// | `content_fingerprint` | the uid that content was first registered under | `fingerprint` |
/// | `quarantined` | a submission set aside | `uid` (or journal position) |
/// | `report` | the header of an opened report; `closed_at` null while open | `report_id` |
/// | `archive_object` | a published archive object | `stem` |
/// | `archive_reservation` | a record that is about to be published in an object, or was as another sending | `uid` |
/// | `journal_lane` | how far a lane of a journal was ever indexed; forgotten once its process and all its segments are gone | `lane` (`<installation>/<lane>` where several share the catalogue) |
/// | `report_closing` | when a report was closed whose opening was not known then | `report_id` |
/// | `ledger` | one sum of invariant I6, of all or of one installation (`published/1`), changed in the transaction that changes what it counts | `name` |
/// | `catalogue_state` | `rebuild`, also `rebuild/<installation>`, = `needed` until a rebuild was confirmed | `name` |
///
/// ## Columns
///
/// Times are microseconds since 1970 in UTC (BIGINT), held within the years 1 to 9999. Digests are
/// their 32 raw bytes. `probe_cc`, `probe_asn`: the claimed vantage point, the network as a number.
/// `input`: the text, empty for none, held to 4,096 characters; `input_key`: the first 64 bits of
/// the SHA-256 of the whole text, which is what is indexed, since PostgreSQL indexes no long texts.
/// Other claimed texts are held to 512 characters for the same reason. U+0000, which PostgreSQL
/// cannot hold, becomes U+FFFD. `marks`: tokens joined by blanks. `verification`: the word of the
/// read API. A measurement stands in the journal (`journal_position`; `journal_installation` says
/// whose, where several share the catalogue) or in the archive (`archive_stem` and the numbers
/// after it, see `Location`); the columns of the other are null.
///
/// There are no foreign keys: a rebuild fills the tables from archive and journal in whatever order
/// these are read.
@NullMarked
package org.holdfast.catalogue.sql;

import org.jspecify.annotations.NullMarked;
