package io.switchboard.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The benchmark measures what it says, tried with few clients and for moments. */
@OnH2
class BenchmarkTests {

  private static final Plan PLAN =
      new Plan(1, Duration.ofMillis(100), 1, 20, 10, 20, Duration.ofMillis(200), 3);

  @Autowired Api api;

  /** A load ends only when everything that was published has arrived. */
  @Test
  void printsEveryReadingAndRatio() throws IOException {
    Floor floor = new Floor();
    Thread serving = Thread.ofPlatform().daemon().start(() -> serve(floor));
    ProcessHandle self = ProcessHandle.current();
    Target service = new Target("switchboard", api.port(), self, api.token("bench"));
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    Table table =
        new Measurement(
                PLAN,
                List.of(service),
                new Target("floor", floor.port(), self, "none"),
                new PrintStream(progress, true, StandardCharsets.UTF_8))
            .run();
    new Herd(PLAN, table, new PrintStream(progress, true, StandardCharsets.UTF_8))
        .measure(service, 1);
    serving.interrupt();

    for (Load load : PLAN.loads()) {
      for (String server : List.of("switchboard", "floor")) {
        assertThat(table.median(load.name() + ": deliveries/s", server)).isPositive();
        assertThat(table.median(load.name() + ": p99 ms", server)).isPositive();
      }
    }
    assertThat(table.lines())
        .anyMatch(line -> line.matches("20 subscribers, window 1: deliveries/s( +[0-9.,]+){3}"))
        .anyMatch(line -> line.matches("connect and subscribe: CPU µs per client +[0-9].*"))
        .anyMatch(line -> line.matches("idle session: bytes of heap in use +-?[0-9].*"))
        .anyMatch(line -> line.matches("20 connect at once: s until subscribed +[0-9].*"))
        .anyMatch(line -> line.matches("1 of 20 subscribers stuck: p99, × without +[0-9].*"));
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("round 1 of 1, switchboard: ");
  }

  private static void serve(Floor floor) {
    try {
      floor.serve();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
