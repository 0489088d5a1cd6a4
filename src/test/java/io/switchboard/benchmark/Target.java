package io.switchboard.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that is measured.
 *
 * @param name as the table shows it
 * @param port of this machine, where {@code /ws} is
 * @param process whose processor time and memory are read
 * @param token for CONNECT
 */
record Target(String name, int port, ProcessHandle process, String token) {

  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /**
   * @param resident bytes of the process, 0 where there is no {@code /proc}
   * @param heap bytes of the Java heap in use
   */
  record Memory(long resident, long heap) {}

  /**
   * User and system time so far, in steps of the system's clock, mostly 10 ms.
   *
   * @throws IllegalStateException where the system does not tell
   */
  Duration processorTime() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("No processor time of " + name));
  }

  /** What is left after all garbage is collected. */
  Memory memory() {
    // What the first collection gives up is returned to the system by the next.
    jcmd("GC.run");
    jcmd("GC.run");
    return new Memory(resident(), heap(jcmd("GC.heap_info")));
  }

  private long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException elsewhere) {
      return 0;
    }
  }

  private static long heap(String info) {
    Matcher used = USED.matcher(info);
    if (!used.find()) {
      throw new IllegalStateException("jcmd does not tell the heap in use: " + info);
    }
    return 1024 * Long.parseLong(used.group(1));
  }

  private String jcmd(String command) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process running =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), command)
              .redirectErrorStream(true)
              .start();
      String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (running.waitFor() != 0) {
        throw new IllegalStateException("jcmd " + command + " failed: " + output);
      }
      return output;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
