package io.switchboard.benchmark;

import io.switchboard.testing.Api;
import io.switchboard.testing.ServiceProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./mvnw verify -Pbenchmark}: starts the packaged service with its own fan-out and with
 * Spring's simple broker, and the floor beside them, measures all three in one run, and prints how
 * they compare. Only the ratios mean something on another machine.
 */
final class Benchmark {

  private Benchmark() {}

  /**
   * @param arguments the packaged service; {@code -Dbenchmark.quick} shortens
   */
  public static void main(String[] arguments) {
    Plan plan = Boolean.getBoolean("benchmark.quick") ? Plan.quick() : Plan.full();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path jar = Path.of(arguments[0]).toAbsolutePath();
    List<AutoCloseable> started = new ArrayList<>();
    // Also when Maven is told to stop.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> started.forEach(Benchmark::close)));
    out.println("Starting " + jar.getFileName() + " twice, and the floor");
    Target switchboard = start(jar, "switchboard", started);
    Target simple = start(jar, "simple", started);
    FloorProcess floor = FloorProcess.start();
    started.add(floor);
    Table table = new Measurement(plan, List.of(switchboard, simple), floor.target(), out).run();
    out.println();
    table.lines().forEach(out::println);
  }

  private static Target start(Path jar, String engine, List<AutoCloseable> started) {
    Path directory = temporaryDirectory();
    started.addFirst(() -> FileSystemUtils.deleteRecursively(directory));
    ServiceProcess service =
        ServiceProcess.startPackaged(jar, directory, Map.of("switchboard.broker.engine", engine));
    started.addFirst(service);
    String token = Api.on(service.port()).token("bench");
    return new Target(engine, service.port(), service.handle(), token);
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("switchboard-benchmark");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void close(AutoCloseable started) {
    try {
      started.close();
    } catch (Exception failure) {
      System.err.println("Cannot end what the benchmark started: " + failure);
    }
  }
}
