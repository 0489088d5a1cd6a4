package io.switchboard.shared;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

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
  HikariDataSource workDataSource(JdbcConnectionDetails database, WorkSettings settings) {
    HikariDataSource pool = new HikariDataSource();
    pool.setPoolName(WORK);
    pool.setJdbcUrl(database.getJdbcUrl());
    pool.setUsername(database.getUsername());
    pool.setPassword(database.getPassword());
    pool.setMaximumPoolSize(settings.maximumPoolSize());
    return pool;
  }

  /**
   * The pool for jobs.
   *
   * @param maximumPoolSize how many connections jobs may hold in all, 2 to 100
   */
  @ConfigurationProperties("switchboard.datasource.work")
  @Validated
  record WorkSettings(@DefaultValue("4") @Min(2) @Max(100) int maximumPoolSize) {}
}
