package io.switchboard.broker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How publications reach subscriptions.
 *
 * @param engine the service's own fan-out, or one of Spring's brokers, which carry live channels
 *     only and are kept for comparison
 * @param maxQueuedBytes how much may wait for one client that reads slowly, 64 kB to 64 MB; more
 *     closes it with 3001
 * @param relay the STOMP broker behind engine {@code relay}
 */
@ConfigurationProperties("switchboard.broker")
@Validated
public record BrokerSettings(
    @DefaultValue("switchboard") Engine engine,
    @DefaultValue("1MB") DataSize maxQueuedBytes,
    @DefaultValue @Valid Relay relay) {

  public BrokerSettings {
    long bytes = maxQueuedBytes.toBytes();
    if (bytes < 64 * 1024 || bytes > 64 * 1024 * 1024) {
      throw new IllegalArgumentException(
          "switchboard.broker.max-queued-bytes is "
              + maxQueuedBytes
              + "; set it between 64KB and 64MB");
    }
  }

  /** Who fans out. */
  public enum Engine {
    /** The service itself. */
    SWITCHBOARD,
    /** Spring's simple broker, in memory, one node. */
    SIMPLE,
    /** Spring's relay to an external STOMP broker. */
    RELAY
  }

  /**
   * @param host where the STOMP broker listens
   * @param port its STOMP port, 61613 on RabbitMQ and Artemis
   * @param login the service's account there
   * @param passcode and its password
   * @param virtualHost the {@code host} header of CONNECT
   */
  public record Relay(
      @DefaultValue("127.0.0.1") @NotBlank String host,
      @DefaultValue("61613") @Min(1) @Max(65535) int port,
      @DefaultValue("guest") String login,
      @DefaultValue("guest") String passcode,
      @DefaultValue("/") @NotBlank String virtualHost) {}
}
