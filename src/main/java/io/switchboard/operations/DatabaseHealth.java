package io.switchboard.operations;

import javax.sql.DataSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Asks the database through the pool that requests use. Boot would ask through the pool for jobs as
 * well, whose patience with a database that hangs is longer than that of whoever probes readiness.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseHealth {

  @Bean
  HealthIndicator dbHealthContributor(DataSource web) {
    return new DataSourceHealthIndicator(web);
  }
}
