package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampsTests {

  @Test
  void writesWhatInstantWrites() {
    Random random = new Random(42);
    int[] units = {1_000_000_000, 1_000_000, 1000, 1};
    for (int i = 0; i < 10_000; i++) {
      int unit = units[random.nextInt(units.length)];
      long second = 1_790_000_000L + random.nextInt(3);
      Instant moment =
          Instant.ofEpochSecond(second, (long) random.nextInt(1_000_000_000) / unit * unit);

      assertThat(Timestamps.format(moment)).isEqualTo(moment.toString());
    }
  }
}
