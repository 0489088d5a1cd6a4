package io.switchboard.benchmark;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Everybody comes back at the same moment, as after a restart: the service has just started and
 * nothing of it is compiled yet.
 */
final class Herd {

  private final Plan plan;
  private final Table table;
  private final PrintStream out;
  private final String row;

  /**
   * @param out where progress is told
   */
  Herd(Plan plan, Table table, PrintStream out) {
    this.plan = plan;
    this.table = table;
    this.out = out;
    this.row =
        String.format(
            Locale.ROOT, "%,d connect at once: s until subscribed", plan.allowedSessions());
  }

  /**
   * @param service freshly started
   * @param round counted from 1
   */
  void measure(Target service, int round) {
    try (LoadGenerator generator = new LoadGenerator(service)) {
      long started = System.nanoTime();
      generator.openAtOnce(
          plan.allowedSessions(), i -> LoadGenerator.destination(i % plan.pairs()));
      double seconds = (System.nanoTime() - started) / 1e9;
      table.add(row, service.name(), seconds);
      out.println(
          String.format(
              Locale.ROOT,
              "%s, round %d of %d, %s: %.2f",
              row,
              round,
              plan.rounds(),
              service.name(),
              seconds));
    }
  }
}
