package io.switchboard.benchmark;

import java.time.Duration;

/**
 * What one run showed.
 *
 * @param deliveries how many messages reached a subscriber
 * @param elapsed from the first SEND to the last delivery
 * @param used the server's processor time meanwhile
 * @param latencies from SEND to delivery
 */
record Reading(long deliveries, Duration elapsed, Duration used, Latencies latencies) {

  double deliveriesPerSecond() {
    return deliveries * 1e9 / elapsed.toNanos();
  }

  /** Processor time in µs. */
  double microsPerDelivery() {
    return used.toNanos() / 1e3 / deliveries;
  }
}
