-- The fleet directory; see the package org.holdfast.bouncer.fleet.sql. Times are microseconds since 1970.
CREATE TABLE fleet_node (
  name           ${key} NOT NULL PRIMARY KEY,
  public_key     TEXT,
  token          ${digest},
  token_expires  BIGINT NOT NULL,
  wanted         TEXT   NOT NULL,
  enrolled_at    BIGINT NOT NULL,
  boot           BIGINT NOT NULL,
  sequence       BIGINT NOT NULL,
  heard_at       BIGINT,
  heartbeat      TEXT
);

CREATE TABLE fleet_observer (
  observer       ${key} NOT NULL PRIMARY KEY,
  tick           BIGINT NOT NULL
);

CREATE TABLE fleet_verdict (
  observer       ${key} NOT NULL,
  address        ${key} NOT NULL,
  node           ${key} NOT NULL,
  boot           BIGINT NOT NULL,
  well           BIGINT NOT NULL,
  reason         TEXT   NOT NULL,
  PRIMARY KEY (observer, address, node)
);

CREATE TABLE fleet_pin (
  net_test       ${key} NOT NULL PRIMARY KEY,
  node           ${key} NOT NULL
);

CREATE TABLE fleet_history (
  number         BIGINT NOT NULL PRIMARY KEY,
  who            TEXT   NOT NULL,
  done_at        BIGINT NOT NULL,
  why            TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  subject        TEXT   NOT NULL,
  before_it      TEXT   NOT NULL,
  after_it       TEXT   NOT NULL
);

-- One row; whoever changes what operators see counts it up first, and so waits for others who do.
CREATE TABLE fleet_act (
  id             BIGINT NOT NULL PRIMARY KEY,
  acts           BIGINT NOT NULL
);
INSERT INTO fleet_act (id, acts) VALUES (1, 0);
