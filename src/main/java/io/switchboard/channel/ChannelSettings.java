package io.switchboard.channel;

import io.switchboard.shared.Rate;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The channels there are.
 *
 * @param namespaces options by namespace; a channel of a namespace that is not here does not exist
 * @param userRate how many messages a second a user may publish, over REST and all sessions
 *     together, 0 (no limit) to 1,000,000; namespaces without a rate are not counted
 * @param userBurst how many of them at once, 1 to 1,000,000
 * @param backendRate the same for each user whose token has the authority {@code publish} or {@code
 *     admin}; no other limit of messages holds for those
 * @param backendBurst how many of them at once
 */
@ConfigurationProperties("switchboard.channels")
record ChannelSettings(
    @DefaultValue Map<String, Namespace> namespaces,
    @DefaultValue("100") int userRate,
    @DefaultValue("2000") int userBurst,
    @DefaultValue("0") int backendRate,
    @DefaultValue("2000") int backendBurst) {

  ChannelSettings {
    namespaces
        .keySet()
        .forEach(
            name -> {
              if (!name.matches("[a-z][a-z0-9-]{0,31}") || name.equals("sync")) {
                throw new IllegalArgumentException(
                    "switchboard.channels.namespaces has '"
                        + name
                        + "'; a namespace is a lower-case letter and up to 31 letters, digits or"
                        + " '-', and 'sync' is built in");
              }
            });
    namespaces = Map.copyOf(namespaces);
    Rate.of("switchboard.channels.user-rate, user-burst", userRate, userBurst);
    Rate.of("switchboard.channels.backend-rate, backend-burst", backendRate, backendBurst);
  }

  Rate users() {
    return new Rate(userRate, userBurst);
  }

  Rate backends() {
    return new Rate(backendRate, backendBurst);
  }
}
