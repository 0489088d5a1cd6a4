package io.switchboard.stomp;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits and clocks of STOMP sessions.
 *
 * @param enabled whether {@code /ws} exists; without it clients poll
 * @param maxFrameSize the largest STOMP frame a client may send, headers included, 1 kB to 16 MB
 * @param maxHeaders how many headers a client's frame may have, 8 to 1,000
 * @param maxSubscriptions how many subscriptions a session may hold, 1 to 10,000
 * @param subscribeRate how many SUBSCRIBE and UNSUBSCRIBE frames a second a session may send, 0 (no
 *     limit) to 1,000,000
 * @param subscribeBurst how many of them at once, 1 to 1,000,000
 * @param connectTimeout how long a socket may stay open without CONNECT, 1 s to 1 min
 * @param heartbeat how often each side sends something, 1 s to 5 min; a client that agreed to
 *     heartbeats and is silent for twice as long is closed
 * @param pingInterval after how much silence the server sends a WebSocket PING, 1 s to 5 min
 * @param pongTimeout how long it then waits for anything, 1 s to 1 min
 * @param rpcTimeout after how long a method that has not answered counts as failed, 100 ms to 1 min
 * @param maxCalls how many methods a session may have running, 1 to 1,000
 * @param shutdown how clients are sent away
 */
@ConfigurationProperties("switchboard.stomp")
@Validated
record StompSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1088KB") DataSize maxFrameSize,
    @DefaultValue("40") @Min(8) @Max(1000) int maxHeaders,
    @DefaultValue("128") @Min(1) @Max(10_000) int maxSubscriptions,
    @DefaultValue("100") @Min(0) @Max(1_000_000) int subscribeRate,
    @DefaultValue("1000") @Min(1) @Max(1_000_000) int subscribeBurst,
    @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 1)
        Duration connectTimeout,
    @DefaultValue("30s") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration heartbeat,
    @DefaultValue("25s") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration pingInterval,
    @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 1) Duration pongTimeout,
    @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration rpcTimeout,
    @DefaultValue("32") @Min(1) @Max(1000) int maxCalls,
    @DefaultValue @Valid Shutdown shutdown) {

  /**
   * @param spread the time over which a stopping node closes its clients, 0 s to 5 min, and less
   *     than {@code spring.lifecycle.timeout-per-shutdown-phase} by 2 s; up to 50 are closed at
   *     once
   */
  record Shutdown(@DefaultValue("5s") @DurationMin @DurationMax(minutes = 5) Duration spread) {}

  StompSettings {
    long bytes = maxFrameSize.toBytes();
    if (bytes < 1024 || bytes > 16 * 1024 * 1024) {
      throw new IllegalArgumentException(
          "switchboard.stomp.max-frame-size is " + maxFrameSize + "; set it between 1KB and 16MB");
    }
  }
}
