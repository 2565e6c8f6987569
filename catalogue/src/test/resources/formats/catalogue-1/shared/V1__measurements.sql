-- The layout is described in org.holdfast.catalogue.sql's package-info. ${key} and ${digest} are
-- column types that differ between databases; see Dialect.

CREATE TABLE measurement (
  uid                    ${key}           NOT NULL PRIMARY KEY,
  report_id              TEXT             NOT NULL,
  input                  TEXT             NOT NULL,
  input_key              BIGINT           NOT NULL,
  probe_cc               TEXT             NOT NULL,
  probe_asn              BIGINT           NOT NULL,
  test_name              TEXT             NOT NULL,
  measurement_start_time BIGINT           NOT NULL,
  test_start_time        BIGINT           NOT NULL,
  software_name          TEXT             NOT NULL,
  software_version       TEXT             NOT NULL,
  test_version           TEXT             NOT NULL,
  engine_name            TEXT             NOT NULL,
  engine_version         TEXT             NOT NULL,
  platform               TEXT             NOT NULL,
  architecture           TEXT             NOT NULL,
  test_runtime           DOUBLE PRECISION NOT NULL,
  domain                 TEXT             NOT NULL,
  scores                 TEXT             NOT NULL,
  anomaly                BOOLEAN          NOT NULL,
  confirmed              BOOLEAN          NOT NULL,
  failure                BOOLEAN          NOT NULL,
  verification           TEXT             NOT NULL,
  marks                  TEXT             NOT NULL,
  ooni_run_link_id       TEXT,
  identity               ${digest}        NOT NULL,
  fingerprint            ${digest}        NOT NULL,
  journal_position       TEXT,
  archive_stem           TEXT,
  archive_line           INTEGER,
  frame_offset           BIGINT,
  frame_length           INTEGER,
  document_offset        INTEGER,
  document_length        INTEGER,
  body_frame_offset      BIGINT,
  body_frame_length      INTEGER,
  body_offset            INTEGER,
  body_length            INTEGER
);

-- Every search is in the order (measurement_start_time, uid). Only one index spells it out: uids
-- are long, start times have few ties, and databases sort the ties of a page by themselves.
CREATE INDEX measurement_by_time    ON measurement (measurement_start_time, uid);
CREATE INDEX measurement_by_country ON measurement (probe_cc, measurement_start_time);
CREATE INDEX measurement_by_network ON measurement (probe_asn, measurement_start_time);
CREATE INDEX measurement_by_nettest ON measurement (test_name, measurement_start_time);
CREATE INDEX measurement_by_domain  ON measurement (domain, measurement_start_time);
CREATE INDEX measurement_by_input   ON measurement (input_key, measurement_start_time);
CREATE INDEX measurement_by_report  ON measurement (report_id);
CREATE INDEX measurement_by_bytes   ON measurement (identity);

CREATE TABLE measurement_alias (
  alias     ${key}    NOT NULL PRIMARY KEY,
  canonical ${key}    NOT NULL,
  identity  ${digest} NOT NULL
);

CREATE INDEX measurement_alias_by_bytes ON measurement_alias (identity);

CREATE TABLE content_fingerprint (
  fingerprint ${digest} NOT NULL PRIMARY KEY,
  uid         ${key}    NOT NULL
);

CREATE TABLE quarantined (
  uid         TEXT   NOT NULL PRIMARY KEY,
  stage       TEXT   NOT NULL,
  reason      TEXT   NOT NULL,
  file        TEXT   NOT NULL,
  set_aside_at BIGINT NOT NULL
);

CREATE TABLE report (
  report_id TEXT   NOT NULL PRIMARY KEY,
  header    TEXT   NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT
);

CREATE TABLE archive_object (
  stem              TEXT   NOT NULL PRIMARY KEY,
  measurements      BIGINT NOT NULL,
  bytes             BIGINT NOT NULL,
  first_received_at BIGINT NOT NULL,
  published_at      BIGINT NOT NULL
);

CREATE TABLE ledger (
  name   TEXT   NOT NULL PRIMARY KEY,
  amount BIGINT NOT NULL
);

INSERT INTO ledger (name, amount)
VALUES ('published', 0), ('merged', 0), ('quarantined', 0), ('archived', 0);

CREATE TABLE catalogue_state (
  name TEXT NOT NULL PRIMARY KEY,
  fact TEXT NOT NULL
);

INSERT INTO catalogue_state (name, fact) VALUES ('rebuild', 'needed');
