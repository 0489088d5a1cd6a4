package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.PostgresServer;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What users chose before there was a compiled form is compiled by the migration. */
class MigratedPreferencesTests {

  private static final long ALL = UserMask.ALL;

  @Test
  void compilesOnH2() {
    // One session for all: another could not insert past the checks of older versions.
    SingleConnectionDataSource session =
        new SingleConnectionDataSource("jdbc:h2:mem:" + UUID.randomUUID(), true);
    compiles(session, "h2");
    session.destroy();
  }

  /** H2 refused every row with a check once the session that had migrated was closed. */
  @Test
  void letsH2WriteAfterTheSessionThatMigratedHasEnded() {
    DataSource database =
        new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    migrate(database, "h2", "latest");
    JdbcTemplate jdbc = new JdbcTemplate(database);

    jdbc.update("insert into preference_set (user_id, version) values ('alice', 1)");
    jdbc.update("insert into preference values ('alice', 'offers', 'email', 'ENABLED')");
    jdbc.update("insert into preference_mode values ('alice', 'offers', 'email', true, 0)");
    jdbc.update("insert into preference_policy values ('', 'offers', 'email', 'ENABLED')");
    jdbc.update("insert into preference_bit values ('offers', 0, true)");
    assertThat(jdbc.update("update preference_lock set changes = changes + 1")).isEqualTo(1);
    assertThat(jdbc.update("update log_epoch set epoch = 'another1'")).isEqualTo(1);
    jdbc.execute("shutdown");
  }

  @Test
  void compilesOnPostgres() {
    PostgresServer.Address database = PostgresServer.newDatabase();
    compiles(
        new DriverManagerDataSource(database.url(), database.user(), database.password()),
        "postgresql");
  }

  private static void compiles(DataSource database, String vendor) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    migrate(database, vendor, "6");
    jdbc.update("insert into preference_set (user_id, version) values ('alice', 1), ('bob', 1)");
    jdbc.update(
        "insert into preference (user_id, policy_type, channel_type, setting) values"
            + " ('alice', 'offers', 'email', 'ENABLED'), ('alice', 'orders', 'email', 'DISABLED'),"
            + " ('alice', 'orders', '*', 'DISABLED'), ('alice', 'alarms', '*', 'DISABLED'),"
            + " ('bob', '*', '*', 'DISABLED'), ('bob', '*', 'push', 'DISABLED'),"
            + " ('bob', 'orders', 'push', 'ENABLED')");
    jdbc.update(
        "insert into preference_channel (user_id, channel_type, quiet_zone) values"
            + " ('alice', 'email', 'UTC'), ('alice', 'push', 'UTC'), ('bob', 'email', null)");
    jdbc.update(
        "update preference_channel set address = 'a@example.com' where channel_type = 'email'");

    migrate(database, vendor, "7");

    assertThat(
            jdbc.queryForList("select policy_type from preference_bit order by bit", String.class))
        .containsExactly("alarms", "offers", "orders");
    assertThat(
            jdbc.query(
                "select user_id, channel_type, muted, enabled, disabled, waiting"
                    + " from preference_mask order by user_id, channel_type",
                (row, _) ->
                    List.of(
                        row.getString(1) + " " + row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6))))
        .containsExactlyInAnyOrder(
            List.of("alice *", 5L, 0L, 0L, 0L),
            List.of("alice email", 0L, 2L, 4L, ALL),
            List.of("alice push", 0L, 0L, 0L, ALL),
            List.of("bob *", ALL, 0L, 0L, 0L),
            List.of("bob push", ALL, 4L, 0L, 0L));

    jdbc.update("insert into preference_bit (policy_type, bit) values ('unused', 3)");
    migrate(database, vendor, "latest");

    assertThat(
            jdbc.queryForList(
                "select concat(user_id, ' ', channel_type) from preference_mask where addressed",
                String.class))
        .containsExactlyInAnyOrder("alice email", "bob email");
    assertThat(
            jdbc.queryForList(
                "select policy_type from preference_bit where not named", String.class))
        .containsExactly("unused");
  }

  private static void migrate(DataSource database, String vendor, String version) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
        .target(version)
        .load()
        .migrate();
  }
}
