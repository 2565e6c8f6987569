-- Where several archivers may work on the same records: the object a record is about to be published
-- in. A row goes when its measurement is archived; that of another sending of a measurement stays,
-- since nothing else says that it was. The previous release does not know the table.

CREATE TABLE archive_reservation (
  uid  ${key} NOT NULL PRIMARY KEY,
  stem TEXT   NOT NULL
);

CREATE INDEX archive_reservation_by_stem ON archive_reservation (stem);
