package io.switchboard.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The limits and the breaker of each host that was called of late; a bounded number of them. */
@Component
class Hosts {

  private static final int MOST = 10_000;

  private final OutboundSettings settings;
  private final Cache<String, Host> hosts =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(Duration.ofHours(1)).build();

  Hosts(OutboundSettings settings) {
    this.settings = settings;
  }

  record Host(HostLimit limit, Breaker breaker) {}

  Host of(String origin) {
    return hosts.get(origin, _ -> host());
  }

  /** The origins that are left alone now. */
  List<String> open() {
    return hosts.asMap().entrySet().stream()
        .filter(entry -> entry.getValue().breaker().isOpen())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private Host host() {
    OutboundSettings.BreakerRule rule = settings.breaker();
    return new Host(
        new HostLimit(settings.perHost()),
        new Breaker(rule.failures(), rule.pause(), System::nanoTime));
  }
}
