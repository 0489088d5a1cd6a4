package io.switchboard.shared;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that see one state of the database, whatever others commit meanwhile. */
public final class Snapshots {

  private Snapshots() {}

  /** For reading only. */
  public static TransactionTemplate reading(PlatformTransactionManager transactions) {
    TransactionTemplate reading = new TransactionTemplate(transactions);
    reading.setReadOnly(true);
    reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return reading;
  }
}
