package io.switchboard.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of typed messages.
 *
 * @param types by the value of the header {@code type}, which is the event of what is broadcast
 */
@ConfigurationProperties("switchboard.messages")
record MessageSettings(@DefaultValue Map<String, Type> types) {

  /**
   * @param channel where it is broadcast; a namespace that clients publish on
   * @param answer to whom the answer goes; everybody if there is a channel, else the sender
   * @param schema the JSON Schema of the body: the schema itself, or where it is, {@code
   *     classpath:} or {@code file:}
   */
  record Type(@Nullable String channel, @Nullable Answer answer, @Nullable String schema) {}

  /** To whom an answer goes. */
  enum Answer {
    /** To the session that sent the message, on {@code /user/queue/replies}. */
    SENDER,
    /** To everybody on the channel. */
    BROADCAST
  }
}
