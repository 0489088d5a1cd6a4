package io.switchboard.outbound;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The calls that the service makes.
 *
 * @param allowedAddresses blocks of addresses that may be called although they are not public, such
 *     as {@code 10.1.0.0/16}; none by default
 * @param sslBundle one of {@code spring.ssl.bundle.*}, for servers whose certificates no public
 *     authority signed; {@code null} trusts what the JDK trusts
 * @param connectTimeout until a connection is open, the name resolved, 100 ms to 1 min
 * @param responseTimeout from the start of a request to the end of its answer, 100 ms to 5 min
 * @param maxResponseBody how much of an answer is read, 0 to 16 MB; the rest is dropped
 * @param perHost what each host gets
 * @param breaker when a host that fails is left alone
 */
@ConfigurationProperties("switchboard.outbound")
@Validated
record OutboundSettings(
    @DefaultValue List<String> allowedAddresses,
    @Nullable String sslBundle,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("10s") Duration responseTimeout,
    @DefaultValue("64KB") DataSize maxResponseBody,
    @DefaultValue @Valid PerHost perHost,
    @DefaultValue @Valid BreakerRule breaker) {

  private static final String PREFIX = "switchboard.outbound.";
  private static final Duration SHORTEST = Duration.ofMillis(100);

  OutboundSettings {
    for (String block : allowedAddresses) {
      requireBlock(block);
    }
    requireWithin("connect-timeout", connectTimeout, SHORTEST, Duration.ofMinutes(1));
    requireWithin("response-timeout", responseTimeout, SHORTEST, Duration.ofMinutes(5));
    if (maxResponseBody.isNegative() || maxResponseBody.compareTo(DataSize.ofMegabytes(16)) > 0) {
      throw new IllegalArgumentException(
          PREFIX + "max-response-body is " + maxResponseBody + "; set it between 0 and 16MB");
    }
  }

  /**
   * @param connections how many are open at most, 1 to 100
   * @param concurrency how many requests are under way at most, 1 to 10000
   * @param queued how many more may wait for that, 0 to 100000; beyond it they fail at once
   * @param rate requests a second, 0 (no limit) to 1000000
   * @param burst how many of them at once, 1 to 1000000
   */
  record PerHost(
      @DefaultValue("4") @Min(1) @Max(100) int connections,
      @DefaultValue("300") @Min(1) @Max(10_000) int concurrency,
      @DefaultValue("5000") @Min(0) @Max(100_000) int queued,
      @DefaultValue("0") @Min(0) @Max(1_000_000) int rate,
      @DefaultValue("1000") @Min(1) @Max(1_000_000) int burst) {}

  /**
   * @param failures after how many in a row, 1 to 10000
   * @param pause for how long, 100 ms to 1 h; then one request tries
   */
  record BreakerRule(
      @DefaultValue("20") @Min(1) @Max(10_000) int failures, @DefaultValue("15s") Duration pause) {

    BreakerRule {
      requireWithin("breaker.pause", pause, SHORTEST, Duration.ofHours(1));
    }
  }

  List<AddressBlock> allowedBlocks() {
    return allowedAddresses.stream().map(AddressBlock::parse).toList();
  }

  private static void requireBlock(String block) {
    try {
      AddressBlock.parse(block);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          PREFIX
              + "allowed-addresses has '"
              + block
              + "'; write a block such as 10.0.0.0/8 or fd00::/8, or one address");
    }
  }

  private static void requireWithin(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          PREFIX + name + " is " + value + "; set it between " + least + " and " + most);
    }
  }
}
