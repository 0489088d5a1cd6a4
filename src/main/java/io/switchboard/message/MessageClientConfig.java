package io.switchboard.message;

import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ClientConfig;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which types of messages there are. */
@Configuration(proxyBeanMethods = false)
class MessageClientConfig {

  @Bean
  ClientConfig messageConfig(MessageTypes types) {
    Map<String, Options> options = new TreeMap<>();
    types.all().forEach((name, type) -> options.put(name, new Options(channel(type))));
    return new ClientConfig("messages", options);
  }

  private static @Nullable ChannelName channel(TypedMessage type) {
    return switch (type) {
      case TypedMessage.PassedOn passedOn -> passedOn.channel();
      case TypedMessage.Broadcast broadcast -> broadcast.channel();
      case TypedMessage.Answered _ -> null;
    };
  }

  /**
   * @param channel where it is broadcast, absent if the sender is answered
   */
  record Options(@Nullable ChannelName channel) {}
}
