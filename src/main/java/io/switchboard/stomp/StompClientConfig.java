package io.switchboard.stomp;

import io.switchboard.shared.ClientConfig;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a client must know to connect well. Durations are milliseconds, sizes bytes. */
@Configuration(proxyBeanMethods = false)
class StompClientConfig {

  @Bean
  ClientConfig webSocketConfig(StompSettings settings) {
    return new ClientConfig(
        "websocket",
        Map.of(
            "enabled", settings.enabled(),
            "path", StompServer.PATH,
            "heartbeat", settings.heartbeat().toMillis(),
            "connectTimeout", settings.connectTimeout().toMillis(),
            "maxFrameSize", settings.maxFrameSize().toBytes(),
            "maxSubscriptions", settings.maxSubscriptions()));
  }
}
