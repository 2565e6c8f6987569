-- Several installations, each with a journal of its own, may share a catalogue. The previous release
-- leaves the column empty and does not know the table; it never shared one.

-- In whose journal a measurement stands; empty in a catalogue of one installation's own.
ALTER TABLE measurement ADD COLUMN journal_installation TEXT;

-- Closings whose report was not known yet: another installation may index the opening later.
CREATE TABLE report_closing (
  report_id TEXT   NOT NULL PRIMARY KEY,
  closed_at BIGINT NOT NULL
);
