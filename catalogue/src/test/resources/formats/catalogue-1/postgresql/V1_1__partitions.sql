-- A server's table of measurements is partitioned by month of reception, with which a uid begins.
-- Months are added by MonthlyPartitions; what has none stands in measurement_rest.

CREATE TABLE measurement_by_month (LIKE measurement INCLUDING ALL) PARTITION BY RANGE (uid);

DROP TABLE measurement;

ALTER TABLE measurement_by_month RENAME TO measurement;

CREATE TABLE measurement_rest PARTITION OF measurement DEFAULT;
