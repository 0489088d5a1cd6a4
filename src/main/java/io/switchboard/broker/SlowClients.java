package io.switchboard.broker;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** How much may wait for one client that reads slowly, and how many there were. */
@Component
public final class SlowClients {

  private final int maxQueuedBytes;
  private final BrokerMetrics metrics;

  @Autowired
  SlowClients(BrokerSettings settings, BrokerMetrics metrics) {
    this((int) settings.maxQueuedBytes().toBytes(), metrics);
  }

  SlowClients(int maxQueuedBytes, BrokerMetrics metrics) {
    this.maxQueuedBytes = maxQueuedBytes;
    this.metrics = metrics;
  }

  int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /** More would have waited for a client than may, so it is closed. */
  void closed() {
    metrics.slow("close");
  }

  /** So much waits for a client that from now on it gets the newest of each key only. */
  void conflating() {
    metrics.slow("conflate");
  }

  /** Publications that a client does not get because newer ones took their place. */
  void replaced(int count) {
    metrics.replaced(count);
  }
}
