package io.switchboard.channel;

import io.switchboard.security.Authorities;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.RateLimit;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Counts the messages that are published: of each session in each namespace, there of each user by
 * REST, and of each user over all transports. A message counts when its sender may publish there,
 * also if it is refused for what it says; on a namespace without a rate none does.
 */
@Component
class MessageLimits {

  private static final String MESSAGES = "messages";

  /** By namespace, and there by source; those without a rate are missing. */
  private final Map<String, RateLimit<Source>> namespaces = new HashMap<>();

  private final RateLimit<UserId> users;
  private final RateLimit<UserId> backends;

  /** Where messages come from: a session, or what a user sends by REST. */
  private sealed interface Source {
    record Session(String id) implements Source {}

    record Rest(UserId user) implements Source {}
  }

  MessageLimits(ChannelSettings settings) {
    settings
        .namespaces()
        .forEach(
            (name, namespace) -> {
              if (namespace.sends().isLimited()) {
                namespaces.put(name, new RateLimit<>(namespace.sends()));
              }
            });
    this.users = new RateLimit<>(settings.users());
    this.backends = new RateLimit<>(settings.backends());
  }

  /**
   * Counts a SEND.
   *
   * @throws Refused {@link ErrorCode#LIMIT_EXCEEDED}
   */
  void countSend(Caller caller, String sessionId, ChannelName channel) {
    count(caller, channel, new Source.Session(sessionId));
  }

  /**
   * Counts a message that came by REST.
   *
   * @throws Refused {@link ErrorCode#LIMIT_EXCEEDED}
   */
  void countRest(Caller caller, ChannelName channel) {
    count(caller, channel, new Source.Rest(caller.user()));
  }

  private void count(Caller caller, ChannelName channel, Source source) {
    RateLimit<Source> limit = namespaces.get(channel.namespace());
    if (limit == null) {
      return;
    }
    if (!isBackend(caller)) {
      limit.count(source, MESSAGES);
    }
    countUser(caller);
  }

  private void countUser(Caller caller) {
    (isBackend(caller) ? backends : users).count(caller.user(), MESSAGES);
  }

  private static boolean isBackend(Caller caller) {
    return caller.has(Authorities.PUBLISH) || caller.has(Authorities.ADMIN);
  }
}
