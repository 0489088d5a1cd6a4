package io.switchboard.shared;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The second of the two pools. Requests use {@code web}, whose short timeouts turn a hung database
 * into a 503; jobs, migrations and long SQL use {@code work}, so that neither starves the other.
 */
@Configuration(proxyBeanMethods = false)
public class WorkPool {

  /** Qualifies the {@link DataSource} for jobs and long SQL. */
  public static final String WORK = "work";

  @Bean(defaultCandidate = false)
  @Qualifier(WORK)
  @FlywayDataSource
  @ConfigurationProperties("switchboard.datasource.work")
  HikariDataSource workDataSource(JdbcConnectionDetails database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setPoolName(WORK);
    pool.setJdbcUrl(database.getJdbcUrl());
    pool.setUsername(database.getUsername());
    pool.setPassword(database.getPassword());
    pool.setMaximumPoolSize(4);
    return pool;
  }
}
