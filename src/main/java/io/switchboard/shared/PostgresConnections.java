package io.switchboard.shared;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Bounds how long PostgreSQL may keep a request waiting: 2 s for an answer on the {@code web} pool,
 * 2 s for a lock and 5 s idle in a transaction everywhere, so that a stopped node frees its locks.
 * Batches of inserts travel as one statement.
 */
@Component
class PostgresConnections implements BeanPostProcessor {

  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof HikariDataSource pool
        && pool.getJdbcUrl() != null
        && pool.getJdbcUrl().startsWith("jdbc:postgresql:")) {
      pool.addDataSourceProperty(
          "options", "-c lock_timeout=2000 -c idle_in_transaction_session_timeout=5000");
      pool.addDataSourceProperty("connectTimeout", "2");
      pool.addDataSourceProperty("reWriteBatchedInserts", "true");
      if (!WorkPool.WORK.equals(pool.getPoolName())) {
        pool.addDataSourceProperty("socketTimeout", "2");
      }
    }
    return bean;
  }
}
