package io.switchboard.benchmark;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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
 * @param returns how often a client comes back for what it missed
 */
record Plan(
    int rounds,
    Duration run,
    int warmUpWaves,
    int clients,
    int pairs,
    int idleSessions,
    Duration stuckRun,
    int returns) {

  /** Descriptors that a server and the load generator need beside their sessions. */
  private static final int SPARE_FILES = 500;

  static Plan full() {
    return new Plan(3, Duration.ofSeconds(5), 8, 1000, 200, 10_000, Duration.ofSeconds(10), 500);
  }

  /** Everything, but shorter; good enough to see whether a change broke something. */
  static Plan quick() {
    return new Plan(1, Duration.ofSeconds(2), 2, 1000, 200, 5000, Duration.ofSeconds(4), 100);
  }

  /** As many idle sessions as are wanted and a process may have here. */
  int allowedSessions() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(idleSessions, unix.getMaxFileDescriptorCount() - SPARE_FILES)
        : idleSessions;
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
