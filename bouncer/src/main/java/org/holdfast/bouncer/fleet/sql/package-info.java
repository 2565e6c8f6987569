/// The fleet directory in a relational database: a SQLite file that the bouncers of one machine
/// share, or a PostgreSQL server for several machines, with the same statements and migrations.
///
/// Start with [org.holdfast.bouncer.fleet.sql.SqlFleetStore]; `FleetDatabase` is where the two
/// differ. Migrations are in `db/migration/fleet`, are only ever added (I11), and note themselves
/// in a table of their own, so that catalogue and directory may share a database.
///
/// | table | one row is |
/// |---|---|
/// | `fleet_node` | a node: key, token of the first contact (its SHA-256), what operators want, last heartbeat |
/// | `fleet_observer` | a bouncer and how often it has spoken |
/// | `fleet_verdict` | what one bouncer found at one address |
/// | `fleet_pin` | a nettest and the node its measurements go to |
/// | `fleet_history` | something an operator did |
@NullMarked
package org.holdfast.bouncer.fleet.sql;

import org.jspecify.annotations.NullMarked;
