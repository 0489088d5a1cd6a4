package io.switchboard.push;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Transactions that may meet others at the same push subscription. Whoever is refused there, by a
 * key or as the loser of a deadlock, tries again and finds what the other has done.
 */
@Component
class PushTransactions {

  /** Gives up before a client would, which waits 3 s when the database hangs. */
  private static final RetryPolicy CONTENTION =
      RetryPolicy.builder()
          .includes(DataIntegrityViolationException.class, ConcurrencyFailureException.class)
          .maxRetries(10)
          .delay(Duration.ofMillis(5))
          .jitter(Duration.ofMillis(5))
          .multiplier(2)
          .maxDelay(Duration.ofMillis(50))
          .timeout(Duration.ofSeconds(1))
          .build();

  private final TransactionOperations transactions;
  private final RetryTemplate contention = new RetryTemplate(CONTENTION);

  PushTransactions(TransactionOperations transactions) {
    this.transactions = transactions;
  }

  /** Runs in a transaction, and again in a fresh one if another request was in the way. */
  <T> T settled(Supplier<T> work) {
    return contention.invoke(() -> once(work));
  }

  <T> T once(Supplier<T> work) {
    T result = transactions.execute(_ -> work.get());
    if (result == null) {
      throw new IllegalStateException("The work of a transaction gave nothing.");
    }
    return result;
  }
}
