package io.switchboard.testing;

import java.util.Map;

/**
 * Where a STOMP broker listens and what it lets in.
 *
 * @param virtualHost what {@code host} must say in CONNECT
 */
public record StompBroker(
    String host, int port, String login, String passcode, String virtualHost) {

  /** The properties that make the service relay to this broker. */
  public Map<String, String> relayProperties() {
    return Map.of(
        "switchboard.broker.engine", "relay",
        "switchboard.broker.relay.host", host,
        "switchboard.broker.relay.port", "" + port,
        "switchboard.broker.relay.login", login,
        "switchboard.broker.relay.passcode", passcode,
        "switchboard.broker.relay.virtual-host", virtualHost);
  }
}
