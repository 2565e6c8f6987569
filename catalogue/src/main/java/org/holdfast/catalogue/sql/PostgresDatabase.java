package org.holdfast.catalogue.sql;

import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A database on a PostgreSQL server that several processes of the fleet share.
///
/// A transaction is durable when its commit returns (`synchronous_commit` is set on the session,
/// whatever the server's default). A connection that falls silent is given up after
/// [#SOCKET_TIMEOUT]; the transaction on it fails and is run again by its caller.
final class PostgresDatabase implements Database {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(45);

  private final PostgresOptions server;
  private final Dialect dialect = new PostgresDialect();
  private final MonthlyPartitions partitions;

  PostgresDatabase(PostgresOptions server, Clock clock) {
    this.server = server;
    this.partitions = new MonthlyPartitions(clock);
  }

  @Override
  public DataSource forWriting() {
    // The server gives up before we do, so that a transaction nobody waits for any more does not
    // keep what it has locked.
    PGSimpleDataSource source =
        source(
            "-c synchronous_commit=on -c statement_timeout=%1$d -c lock_timeout=%1$d"
                    .formatted(STATEMENT_TIMEOUT.toMillis())
                + " -c idle_in_transaction_session_timeout="
                + SOCKET_TIMEOUT.toMillis(),
            SOCKET_TIMEOUT);
    // Of several hosts the one that takes writes; also found again after a fail-over, since a
    // connection to one that has become a standby lives no longer than [#LIFETIME].
    source.setTargetServerType("primary");
    return source;
  }

  @Override
  public DataSource forMigrating() {
    PGSimpleDataSource source = source("-c synchronous_commit=on", Duration.ZERO);
    source.setTargetServerType("primary");
    return source;
  }

  @Override
  public DataSource forReading(Duration queryBound) {
    long millis = Math.max(1, queryBound.toMillis());
    return source(
        "-c default_transaction_read_only=on -c statement_timeout=" + millis,
        queryBound.plus(CONNECT_TIMEOUT).plusSeconds(1));
  }

  /// @param socketTimeout zero for none
  private PGSimpleDataSource source(String options, Duration socketTimeout) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.url());
    source.setUser(server.user());
    source.setPassword(server.password());
    source.setApplicationName("holdfast");
    source.setOptions(options);
    source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
    source.setSocketTimeout((int) socketTimeout.toSeconds());
    source.setTcpKeepAlive(true);
    return source;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Duration connectionLifetime() {
    return LIFETIME;
  }

  @Override
  public void beforeWriting(Jdbi writer) {
    partitions.prepare(writer);
  }

  @Override
  public void noteDamage() {
    LOG.error("The catalogue database reports damaged data; see the server's own log");
  }
}
