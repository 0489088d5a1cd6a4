package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.Subscription;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code SEND /app/session/token}: a new token takes the place of the session's without a new
 * connection. Every rule is asked about its subscriptions again before anything changes.
 *
 * @param caller who the new token says it is
 * @param forbidden subscriptions that the new token does not allow
 */
record TokenRefresh(Caller caller, List<Forbidden> forbidden) {

  static final Destination DESTINATION = new Destination("/app/session/token");

  /**
   * @param refused why
   */
  record Forbidden(Subscription subscription, Refused refused) {}

  /**
   * What a client reads on {@code /user/queue/session}.
   *
   * @param expiresAt when the new token ends
   */
  record Done(Instant expiresAt) {}

  /**
   * @param authorization the frame's header
   * @throws Refused if the token is not good, is another user's, or is of the other kind; nothing
   *     has happened then
   */
  static TokenRefresh of(
      ClientSession client,
      Caller current,
      @Nullable String authorization,
      StompServices services) {
    if (authorization == null) {
      throw new Refused(
          ErrorCode.INVALID_VALUE, "A new token comes in the header 'Authorization: Bearer …'.");
    }
    Caller renewed = services.authentication().bearer(authorization);
    if (!renewed.user().equals(current.user())) {
      throw new Refused(
          ErrorCode.OTHER_USER, "The token is another user's; connect again to change the user.");
    }
    if (!renewed.expiresAt().isAfter(services.clock().instant())) {
      // Clock skew forgives this to a CONNECT; here it would end a session that is still good.
      throw new Refused(ErrorCode.TOKEN_EXPIRED, "The token has expired; send a newer one.");
    }
    if ((renewed.embed() == null) != (current.embed() == null)) {
      throw new Refused(
          ErrorCode.FORBIDDEN, "An embed token and a user's token cannot replace each other.");
    }
    List<Forbidden> forbidden = new ArrayList<>();
    for (Subscription subscription : client.subscriptions()) {
      Refused refused = refusal(client, renewed, subscription, services.rules());
      if (refused != null) {
        forbidden.add(new Forbidden(subscription, refused));
      }
    }
    return new TokenRefresh(renewed, forbidden);
  }

  private static @Nullable Refused refusal(
      ClientSession client, Caller renewed, Subscription subscription, DestinationRules rules) {
    Destination destination = new Destination(subscription.destination());
    SubscribeRequest request =
        new SubscribeRequest(client, renewed, subscription.id(), destination, Map.of());
    try {
      rules.covering(destination).authorizeSubscribe(request);
      return null;
    } catch (Refused refused) {
      if (refused.code() == ErrorCode.LIMIT_EXCEEDED) {
        return null;
      }
      if (refused.code().temporary()) {
        throw refused;
      }
      return refused;
    }
  }
}
