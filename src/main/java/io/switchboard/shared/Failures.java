package io.switchboard.shared;

import java.sql.SQLException;
import org.hibernate.TransactionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.messaging.MessagingException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells what an unexpected exception means to a client, without telling what it says. */
@Component
public class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  /** The refusal to answer with; the failure itself goes to the log. */
  public Refused translate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case Refused refused -> {
          return refused;
        }
        case CannotCreateTransactionException _,
            DataAccessResourceFailureException _,
            QueryTimeoutException _,
            PessimisticLockingFailureException _,
            // A rollback on a connection that broke hides what broke it.
            TransactionException _ -> {
          return unavailable(cause);
        }
        case MessagingException _ -> {
          log.warn("The broker does not answer: {}", cause.toString());
          return new Refused(
              ErrorCode.UNAVAILABLE, "The service cannot reach its broker; try again.");
        }
        case SQLException lost when isConnectionLost(lost) -> {
          return unavailable(lost);
        }
        case DataIntegrityViolationException _ -> {
          log.debug("Two requests contradict each other", cause);
          return new Refused(
              ErrorCode.CONFLICT, "Another request changed the same thing; read it again.");
        }
        default -> {}
      }
    }
    log.error("A request failed unexpectedly", failure);
    return new Refused(ErrorCode.INTERNAL_ERROR, "The service failed; its log says why.");
  }

  /** Hibernate counts only class 08; a server that shuts down or is full says 57 or 53. */
  private static boolean isConnectionLost(SQLException failure) {
    String state = failure.getSQLState();
    return state != null
        && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P"));
  }

  private static Refused unavailable(Throwable cause) {
    log.warn("The database does not answer: {}", cause.toString());
    return new Refused(ErrorCode.UNAVAILABLE, "The service cannot reach its storage; try again.");
  }
}
