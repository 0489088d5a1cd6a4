package io.switchboard.shared;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds everybody to the same rate, each by a bucket of its own. A bucket that nobody used for as
 * long as it takes to fill is as good as a new one and is forgotten; so the memory follows those
 * who are active, and is bounded.
 *
 * @param <K> who is counted
 */
public final class RateLimit<K> {

  /** Beyond it somebody is forgotten early, and may burst once more. */
  private static final int MOST_BUCKETS = 100_000;

  private final @Nullable Cache<K, Bucket> buckets;
  private final Bandwidth bandwidth;
  private final TimeMeter time;

  public RateLimit(Rate rate) {
    this(rate, System::nanoTime);
  }

  /**
   * @param nanos a monotonic clock
   */
  RateLimit(Rate rate, LongSupplier nanos) {
    this.time = new MonotonicTime(nanos);
    this.bandwidth =
        Bandwidth.builder()
            .capacity(rate.burst())
            .refillGreedy(Math.max(1, rate.perSecond()), Duration.ofSeconds(1))
            .build();
    this.buckets =
        rate.isLimited()
            ? Caffeine.newBuilder()
                .expireAfterAccess(rate.timeToRefill().plusSeconds(1))
                .maximumSize(MOST_BUCKETS)
                .scheduler(Scheduler.systemScheduler())
                .ticker(nanos::getAsLong)
                .build()
            : null;
  }

  private record MonotonicTime(LongSupplier nanos) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  /**
   * Counts one. What is refused is not counted.
   *
   * @param what is limited, in the plural, for the client to read
   * @throws Refused {@link ErrorCode#LIMIT_EXCEEDED}, with the time to wait
   */
  public void count(K who, String what) {
    Cache<K, Bucket> limited = buckets;
    if (limited == null) {
      return;
    }
    ConsumptionProbe probe = limited.get(who, _ -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw Refused.later(
          Duration.ofNanos(probe.getNanosToWaitForRefill()), "Too many " + what + " at once");
    }
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(time).build();
  }

  /** How many are remembered. */
  long size() {
    if (buckets == null) {
      return 0;
    }
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
