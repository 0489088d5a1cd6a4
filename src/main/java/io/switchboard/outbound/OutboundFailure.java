package io.switchboard.outbound;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A call that got no answer. */
public class OutboundFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** The host has an address that may not be called; nothing was sent. */
    ADDRESS_REFUSED,
    /** The host has no address; nothing was sent. */
    UNKNOWN_HOST,
    /** No connection came about; nothing was sent. */
    NOT_CONNECTED,
    /** The server's certificate is not trusted; nothing was sent. */
    NOT_TRUSTED,
    /** Too many calls wait for this host, or its turn did not come in time; nothing was sent. */
    QUEUE_FULL,
    /** The host failed too often of late and is left alone; nothing was sent. */
    BREAKER_OPEN,
    /** Whoever asked for it wanted it no more when its turn came; nothing was sent. */
    WITHDRAWN,
    /** The answer did not come in time; the call may have had its effect. */
    TIMED_OUT,
    /** The connection ended before the answer; the call may have had its effect. */
    CONNECTION_LOST
  }

  private final Reason reason;

  OutboundFailure(Reason reason, @Nullable Throwable cause) {
    super(reason.name(), cause, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static OutboundFailure of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutboundFailure known) {
        return known;
      }
      Reason reason = reason(cause);
      if (reason != null) {
        return new OutboundFailure(reason, failure);
      }
    }
    return new OutboundFailure(Reason.CONNECTION_LOST, failure);
  }

  private static @Nullable Reason reason(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> Reason.UNKNOWN_HOST;
      case SocketTimeoutException _ -> Reason.NOT_CONNECTED;
      case ConnectException _ -> Reason.NOT_CONNECTED;
      case TimeoutException _ -> Reason.TIMED_OUT;
      case SSLException _ -> Reason.NOT_TRUSTED;
      case RejectedExecutionException _ -> Reason.QUEUE_FULL;
      default -> null;
    };
  }
}
