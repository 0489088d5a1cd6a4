package io.switchboard.stomp;

import io.switchboard.broker.BrokerSettings.Engine;
import io.switchboard.broker.SpringBroker;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationResult;

/**
 * Lets {@code convertAndSendToUser} reach a user's streams through Spring's brokers. The service's
 * own fan-out needs no translation and gets none.
 */
final class UserStreamResolver implements UserDestinationResolver {

  private final Engine engine;

  UserStreamResolver(Engine engine) {
    this.engine = engine;
  }

  @Override
  public @Nullable UserDestinationResult resolveDestination(Message<?> message) {
    String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
    if (engine == Engine.SWITCHBOARD || destination == null || !destination.startsWith("/user/")) {
      return null;
    }
    return new UserDestinationResult(
        destination,
        Set.of(SpringBroker.brokerDestination(destination)),
        "/user" + destination.substring(destination.indexOf('/', "/user/".length())),
        null);
  }
}
