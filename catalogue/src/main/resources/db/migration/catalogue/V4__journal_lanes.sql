-- How far each lane of a journal (a partition, or what one process wrote) was ever indexed, so that a
-- record that comes again is told from one that the journal holds twice. The previous release does not
-- know the table.

CREATE TABLE journal_lane (
  lane    TEXT   NOT NULL PRIMARY KEY,
  read_to BIGINT NOT NULL
);
