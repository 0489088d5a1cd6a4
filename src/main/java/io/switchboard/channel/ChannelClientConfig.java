package io.switchboard.channel;

import io.switchboard.shared.ClientConfig;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which namespaces there are and what they allow. */
@Configuration(proxyBeanMethods = false)
class ChannelClientConfig {

  @Bean
  ClientConfig namespaceConfig(ChannelSettings settings) {
    Map<String, Options> options = new TreeMap<>();
    settings.namespaces().forEach((name, namespace) -> options.put(name, Options.of(namespace)));
    return new ClientConfig("namespaces", options);
  }

  /**
   * @param rate messages a second that a session may send, 0 for no limit
   * @param recorded whether publications are kept and {@code since} can recover them
   */
  record Options(
      String subscribe,
      String publish,
      boolean presence,
      boolean recorded,
      int rate,
      long maxBodySize) {

    static Options of(Namespace namespace) {
      return new Options(
          word(namespace.subscribe()),
          word(namespace.publish()),
          namespace.presence(),
          namespace.recorded(),
          namespace.rate(),
          namespace.maxBodySize().toBytes());
    }

    private static String word(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }
}
