-- The one roll-out of a release there may be; see org.holdfast.bouncer.fleet.RolloutStore.
CREATE TABLE fleet_rollout (
  id             BIGINT NOT NULL PRIMARY KEY,
  turn           BIGINT NOT NULL,
  state          TEXT   NOT NULL
);
INSERT INTO fleet_rollout (id, turn, state) VALUES (1, 0, '');
