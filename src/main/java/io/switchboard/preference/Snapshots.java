package io.switchboard.preference;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that see one state of the database, whatever others commit meanwhile. */
final class Snapshots {

  private Snapshots() {}

  /** For reading only. */
  static TransactionTemplate reading(PlatformTransactionManager transactions) {
    TransactionTemplate reading = new TransactionTemplate(transactions);
    reading.setReadOnly(true);
    reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return reading;
  }
}
