package io.switchboard.stomp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;

/**
 * What became of a client's message in the application. It travels as a header of the message; a
 * handler that answers with a future may fail after the message was accepted.
 */
final class ApplicationCall {

  static final String HEADER = "switchboardCall";

  private final Consumer<Exception> late;
  private boolean handled;
  private boolean returned;
  private @Nullable Exception failure;

  /**
   * @param late takes a failure that comes after {@link #returned}
   */
  ApplicationCall(Consumer<Exception> late) {
    this.late = late;
  }

  /** The call of a client's message, {@code null} for a message that the application made. */
  static @Nullable ApplicationCall of(Message<?> message) {
    return message.getHeaders().get(HEADER) instanceof ApplicationCall call ? call : null;
  }

  /** A handler took the message. */
  synchronized void handled() {
    handled = true;
  }

  synchronized boolean isHandled() {
    return handled;
  }

  void fail(Exception why) {
    synchronized (this) {
      if (!returned) {
        failure = why;
        return;
      }
    }
    late.accept(why);
  }

  /** The way through the channel is over; what failed on it, or {@code null}. */
  synchronized @Nullable Exception returned() {
    returned = true;
    return failure;
  }
}
