package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Failures;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a family of destinations means: who may subscribe and send, and what sending does. Rules are
 * beans of the modules above; exactly one covers a destination, and a destination that none covers
 * does not exist.
 *
 * <p>Calls come on the socket's thread, one at a time for each session, in the order in which the
 * client sent its frames. They may wait for the database; only this client waits with them.
 */
public interface DestinationRule {

  boolean covers(Destination destination);

  /**
   * Checks a SUBSCRIBE before anything is registered, and again without its headers when the
   * session got a new token. Rights come before room: a standing subscription has its room, so
   * {@link ErrorCode#LIMIT_EXCEEDED} does not end it.
   *
   * @return the destination of the publications it gets, mostly its own
   * @throws Refused if the caller may not subscribe
   */
  default String authorizeSubscribe(SubscribeRequest request) {
    throw new Refused(
        ErrorCode.BAD_DESTINATION, "Nothing can be subscribed to at this destination.");
  }

  /**
   * Opens the registered subscription. A rule that has something to send first does it here and
   * then calls {@link Opening#open}, exactly once.
   */
  default void open(SubscribeRequest request, Opening opening) {
    opening.open(Map.of(), List.of(), _ -> true);
  }

  /** A SEND that was accepted at once. */
  CompletionStage<Void> ACCEPTED = CompletableFuture.completedStage(null);

  /**
   * Carries out a SEND.
   *
   * @return done when it is accepted, and the RECEIPT follows; or failed with what {@link Failures}
   *     translates, and nothing has happened
   * @throws Refused if it is not accepted; nothing has happened then
   */
  default CompletionStage<?> send(SendRequest request) {
    throw new Refused(ErrorCode.BAD_DESTINATION, "Nothing can be sent to this destination.");
  }
}
