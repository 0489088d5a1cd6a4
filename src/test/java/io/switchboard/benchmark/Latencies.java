package io.switchboard.benchmark;

import java.util.concurrent.TimeUnit;

/** How long deliveries took, counted in buckets that are at most 3 % wide. */
final class Latencies {

  private static final int SUB_BUCKETS = 64;
  private static final int POWERS = 40;

  private final long[] buckets = new long[POWERS * SUB_BUCKETS];
  private long count;

  void add(long nanos) {
    buckets[bucket(Math.max(0, nanos / 1000))]++;
    count++;
  }

  long count() {
    return count;
  }

  /**
   * @param share from 0 to 1
   * @return milliseconds, 0 if nothing was added
   */
  double percentile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= wanted) {
        return (double) micros(i) / TimeUnit.MILLISECONDS.toMicros(1);
      }
    }
    return 0;
  }

  /** Up to 128 µs each has a bucket of its own; above, each power of two has 64. */
  private static int bucket(long micros) {
    int power = 63 - Long.numberOfLeadingZeros(micros | SUB_BUCKETS) - 6;
    int index = power * SUB_BUCKETS + (int) (micros >> power);
    return Math.min(index, POWERS * SUB_BUCKETS - 1);
  }

  private static long micros(int bucket) {
    int power = Math.max(0, bucket / SUB_BUCKETS - 1);
    return (long) (bucket - power * SUB_BUCKETS) << power;
  }
}
