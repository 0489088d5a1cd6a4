package io.switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In processes of their own, since options of a JVM hold for all of it. */
class IdleHeapTests {

  @Test
  void keepsLittleFreeAndLooksEveryMinute() throws IOException {
    assertThat(optionsOf()).isEqualTo("20 40 60000");
  }

  @Test
  void leavesWhatTheOperatorSaid() throws IOException {
    assertThat(optionsOf("-XX:MaxHeapFreeRatio=55", "-XX:G1PeriodicGCInterval=5000"))
        .isEqualTo("20 55 5000");
    // A least share above the largest is not to be had.
    assertThat(optionsOf("-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=15"))
        .isEqualTo("10 15 60000");
    assertThat(optionsOf("-XX:MinHeapFreeRatio=60")).isEqualTo("60 70 60000");
  }

  private static String optionsOf(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseG1GC");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Options.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return output.substring(output.lastIndexOf('\n') + 1);
  }

  /** Prints them. */
  static final class Options {

    private Options() {}

    public static void main(String[] arguments) {
      new IdleHeap();
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      System.out.println(
          Stream.of("MinHeapFreeRatio", "MaxHeapFreeRatio", "G1PeriodicGCInterval")
              .map(option -> jvm.getVMOption(option).getValue())
              .collect(Collectors.joining(" ")));
    }
  }
}
