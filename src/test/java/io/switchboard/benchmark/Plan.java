package io.switchboard.benchmark;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds how often each load runs on each server, in turn; the median counts
 * @param run how long one load runs
 * @param warmUpWaves how often clients connect before anything is measured
 * @param clients how many subscribers a fan-out has
 * @param pairs how many channels with one subscriber each there are
 * @param idleSessions how many sessions the memory reading wants
 * @param stuckRun how long clients that do not read are kept
 */
record Plan(
    int rounds,
    Duration run,
    int warmUpWaves,
    int clients,
    int pairs,
    int idleSessions,
    Duration stuckRun) {

  static Plan full() {
    return new Plan(3, Duration.ofSeconds(5), 8, 1000, 200, 10_000, Duration.ofSeconds(15));
  }

  /** Everything, but shorter; good enough to see whether a change broke something. */
  static Plan quick() {
    return new Plan(1, Duration.ofSeconds(2), 2, 1000, 200, 5000, Duration.ofSeconds(4));
  }

  List<Load> loads() {
    return List.of(
        Load.windowed(clients + " subscribers, window 1", clients, 1, 1, 1, run),
        Load.windowed(clients + " subscribers, window 20", clients, 1, 1, 20, run),
        Load.windowed(pairs + " channels of one, window 100", pairs, pairs, pairs / 10, 100, run));
  }

  /** A steady stream in which one in twenty clients reads nothing, or is not there. */
  Load stuck(boolean some) {
    int stuck = some ? clients / 20 : 0;
    return Load.paced(
        clients / 20 + " of " + clients + " subscribers stuck",
        clients - clients / 20 + stuck,
        25,
        stuck,
        8_000,
        stuckRun);
  }
}
