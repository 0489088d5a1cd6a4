package io.switchboard.channel;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The channels there are.
 *
 * @param namespaces options by namespace; a channel of a namespace that is not here does not exist
 */
@ConfigurationProperties("switchboard.channels")
record ChannelSettings(@DefaultValue Map<String, Namespace> namespaces) {

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
  }
}
