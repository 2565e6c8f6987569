package org.holdfast.bouncer.fleet.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HistoryEntry;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.RolloutStore;
import org.holdfast.bouncer.fleet.Verdict;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.model.Sha256;

/// A [FleetStore] and [RolloutStore] in a relational database.
public final class SqlFleetStore implements FleetStore, RolloutStore {
  private static final int CONNECTIONS = 4;
  private static final int CONNECTING_MILLIS_MAX = 2_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  private final HikariDataSource pool;

  private SqlFleetStore(HikariDataSource pool) {
    this.pool = pool;
  }

  /// Opens or creates a SQLite file, which other processes of this machine may have open, too.
  ///
  /// @throws FleetUnavailableException if it cannot be used
  public static SqlFleetStore openSqlite(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return open(FleetDatabase.sqlite(file));
    } catch (IOException e) {
      throw new FleetUnavailableException("the directory's file cannot be opened", e);
    }
  }

  /// Opens a database on a PostgreSQL server, which other bouncers use, too.
  ///
  /// @throws FleetUnavailableException if it does not answer or does not let us in
  public static SqlFleetStore openPostgres(String url, String user, String password) {
    return open(FleetDatabase.postgresql(url, user, password));
  }

  private static SqlFleetStore open(FleetDatabase database) {
    try {
      Flyway.configure(SqlFleetStore.class.getClassLoader())
          .dataSource(database.source())
          .locations("classpath:db/migration/fleet")
          .table("fleet_schema_history")
          // The catalogue may have been here before.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .placeholders(database.columnTypes())
          .load()
          .migrate();
      HikariConfig config = new HikariConfig();
      config.setPoolName("fleet");
      config.setDataSource(database.source());
      config.setMaximumPoolSize(CONNECTIONS);
      config.setMinimumIdle(1);
      config.setConnectionTimeout(CONNECTING_MILLIS_MAX);
      return new SqlFleetStore(new HikariDataSource(config));
    } catch (FlywayException | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
      throw new FleetUnavailableException("the directory's database cannot be opened", e);
    }
  }

  @Override
  public void invite(NodeName node, Sha256 token, Instant expires, Act act) {
    inTransaction(
        connection -> {
          long number = Acts.next(connection);
          Optional<KnownNode> before = NodeRows.find(connection, node);
          NodeRows.invite(connection, node, token, expires, act.when());
          Acts.note(
              connection,
              new HistoryEntry(
                  number,
                  act,
                  "enrol",
                  node.text(),
                  before.map(known -> known.wanted().word()).orElse("unknown"),
                  before.map(KnownNode::wanted).orElse(Wanted.SERVING).word()));
          return true;
        });
  }

  @Override
  public FirstContact firstContact(NodeName node, NodePublicKey key, Sha256 token, Instant now) {
    return inTransaction(connection -> NodeRows.firstContact(connection, node, key, token, now));
  }

  @Override
  public Optional<KnownNode> find(NodeName node) {
    return inTransaction(connection -> NodeRows.find(connection, node));
  }

  @Override
  public Hearing hear(Heartbeat heartbeat, Instant now) {
    return inTransaction(
        connection ->
            NodeRows.hear(connection, heartbeat, now) == 1 ? Hearing.HEARD : Hearing.STALE);
  }

  @Override
  public void say(String observer, long tick, Optional<List<Verdict>> verdicts) {
    inTransaction(
        connection -> {
          VerdictRows.tick(connection, observer, tick);
          if (verdicts.isPresent()) {
            VerdictRows.replace(connection, observer, verdicts.get());
            VerdictRows.forgetBefore(connection, tick - FORGOTTEN_AFTER.toMillis());
          }
          return true;
        });
  }

  @Override
  public FleetRecords read() {
    return inTransaction(
        connection ->
            new FleetRecords(
                NodeRows.all(connection), VerdictRows.all(connection), Acts.pins(connection)));
  }

  @Override
  public Optional<Wanted> want(NodeName node, Wanted wanted, Act act) {
    return inTransaction(
        connection -> {
          long number = Acts.next(connection);
          Optional<Wanted> before = NodeRows.find(connection, node).map(KnownNode::wanted);
          if (before.isPresent()) {
            NodeRows.want(connection, node, wanted);
            Acts.note(
                connection,
                new HistoryEntry(
                    number, act, "want", node.text(), before.get().word(), wanted.word()));
          }
          return before;
        });
  }

  @Override
  public Optional<NodeName> pin(String netTest, Optional<NodeName> node, Act act) {
    return inTransaction(
        connection -> {
          long number = Acts.next(connection);
          Map<String, NodeName> pins = Acts.pins(connection);
          Optional<NodeName> before = Optional.ofNullable(pins.get(netTest));
          Acts.pin(connection, netTest, node);
          Acts.note(
              connection,
              new HistoryEntry(
                  number,
                  act,
                  "pin",
                  netTest,
                  before.map(NodeName::text).orElse("any"),
                  node.map(NodeName::text).orElse("any")));
          return before;
        });
  }

  @Override
  public List<HistoryEntry> history(int limit) {
    return inTransaction(connection -> Acts.history(connection, limit));
  }

  @Override
  public Kept rollout() {
    return inTransaction(
        connection ->
            Rows.read(
                    connection,
                    "SELECT turn, state FROM fleet_rollout WHERE id = 1",
                    row -> new Kept(row.getLong(1), row.getString(2)))
                .getFirst());
  }

  @Override
  public boolean keepRollout(long turn, String state) {
    return inTransaction(
        connection ->
            Rows.change(
                    connection,
                    "UPDATE fleet_rollout SET turn = turn + 1, state = ? WHERE id = 1 AND turn = ?",
                    state,
                    turn)
                == 1);
  }

  @Override
  public void noteRollout(String rollout, String before, String after, Act act) {
    inTransaction(
        connection -> {
          long number = Acts.next(connection);
          Acts.note(connection, new HistoryEntry(number, act, "upgrade", rollout, before, after));
          return true;
        });
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      // Not before it is needed: SQLite takes its lock here. The pool rolls back what is given back
      // without a commit.
      connection.setAutoCommit(false);
      T result = work.in(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new FleetUnavailableException("the directory's database does not answer", e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
