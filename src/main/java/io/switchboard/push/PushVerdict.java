package io.switchboard.push;

import io.switchboard.outbound.OutboundFailure;
import java.util.Locale;

/**
 * What an answer of a push service means for the message, the subscription and the push service. A
 * subscription is deleted only if the push service says that it is gone.
 */
enum PushVerdict {
  /** The push service has the message. */
  DELIVERED,
  /** The subscription has ended: it is deleted with what waits for it. */
  GONE,
  /**
   * It was made under another key: its browser must subscribe again, and gets nothing until then.
   */
  RESUBSCRIBE,
  /** The push service does not accept who we say we are: nothing is sent there for a while. */
  ORIGIN_REFUSES,
  /** The message is too large: it is sent once more with less. */
  TOO_LARGE,
  /** The push service wants to be left alone for a while. */
  THROTTLED,
  /** It may work later. */
  FAILED,
  /** It was not sent at all, and that is nobody's failure. */
  NOT_SENT,
  /** It never will work, and that says nothing about the subscription. */
  REJECTED;

  /**
   * The status map. An answer to a subscription that is not proved says nothing about the push
   * service: whoever registered it chose the path, and could choose one that refuses everybody.
   *
   * @param proved whether the browser has shown that this endpoint is its own
   */
  static PushVerdict of(int status, String body, boolean proved) {
    return switch (status) {
      case 404, 410 -> GONE;
      case 400 -> isKeyMismatch(body) ? RESUBSCRIBE : REJECTED;
      case 401, 403 -> {
        if (isKeyMismatch(body)) {
          yield RESUBSCRIBE;
        }
        yield proved ? ORIGIN_REFUSES : REJECTED;
      }
      case 413 -> TOO_LARGE;
      // Windows says 406 where others say 429.
      case 406, 429 -> proved ? THROTTLED : FAILED;
      case 408, 425 -> FAILED;
      default -> {
        if (status >= 200 && status < 300) {
          yield DELIVERED;
        }
        yield status >= 500 ? FAILED : REJECTED;
      }
    };
  }

  /** The same for a call that got no answer. */
  static PushVerdict of(OutboundFailure.Reason reason) {
    return switch (reason) {
      case BREAKER_OPEN, QUEUE_FULL, WITHDRAWN -> NOT_SENT;
      case ADDRESS_REFUSED, UNKNOWN_HOST, NOT_CONNECTED, NOT_TRUSTED, TIMED_OUT, CONNECTION_LOST ->
          FAILED;
    };
  }

  /** Apple's, Google's and Mozilla's words for a key that is not the subscription's. */
  private static boolean isKeyMismatch(String body) {
    String text = body.toLowerCase(Locale.ROOT);
    return text.contains("vapidpkhashmismatch")
        || text.contains("do not correspond to the credentials")
        || text.contains("unauthorizedregistration")
        || text.contains("mismatchsenderid")
        || text.contains("does not correspond to the sender id")
        || text.contains("vapid public key mismatch");
  }
}
