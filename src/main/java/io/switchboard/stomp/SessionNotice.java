package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import java.util.Locale;

/** What a session tells its own client on {@code /user/queue/session}; the event is the name. */
enum SessionNotice {
  /** A new token was accepted. */
  TOKEN,
  /** The node is stopping. */
  SHUTDOWN;

  static final String STREAM = "session";

  /** Does nothing if the client is not subscribed to the stream. */
  void send(ClientSession client, Object body, StompServices services) {
    client.send(
        services
            .publications()
            .json(
                UserMessages.routingKey(client.user(), STREAM),
                name().toLowerCase(Locale.ROOT),
                body));
  }
}
