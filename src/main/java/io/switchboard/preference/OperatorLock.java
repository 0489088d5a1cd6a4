package io.switchboard.preference;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets one transaction at a time change the catalogue, policies and what is compiled of them. */
@Component
class OperatorLock {

  private final JdbcClient jdbc;

  OperatorLock(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Waits for others, and holds the lock to the end of the transaction. */
  void take() {
    jdbc.sql("update preference_lock set changes = changes + 1 where id = 1").update();
  }
}
