package io.switchboard.benchmark;

import io.switchboard.testing.Api;
import io.switchboard.testing.PostgresServer;
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
  public static void main(String[] arguments) throws Exception {
    Plan plan = Boolean.getBoolean("benchmark.quick") ? Plan.quick() : Plan.full();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path jar = Path.of(arguments[0]).toAbsolutePath();
    List<AutoCloseable> started = new ArrayList<>();
    // Also when Maven is told to stop.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> started.forEach(Benchmark::close)));
    out.println("Starting " + jar.getFileName() + " twice, and the floor");
    Target switchboard = start(jar, "switchboard", engine("switchboard"), started);
    Target simple = start(jar, "simple", engine("simple"), started);
    FloorProcess floor = FloorProcess.start();
    started.add(floor);
    Table table = new Measurement(plan, List.of(switchboard, simple), floor.target(), out).run();
    stop(started);
    measureHerd(plan, jar, started, table, out);
    print(table, out);
    draw(table, plan, jar.resolveSibling("benchmark.svg"), out);
    out.println("Starting it once more, on PostgreSQL");
    Table log = measureLog(plan, jar, started, out);
    stop(started);
    print(log, out);
  }

  private static void print(Table table, PrintStream out) {
    out.println();
    table.lines().forEach(out::println);
    out.println();
  }

  private static void draw(Table table, Plan plan, Path picture, PrintStream out)
      throws IOException {
    List<String> loads = plan.loads().stream().map(Load::name).toList();
    Files.writeString(picture, Chart.of(table, loads));
    out.println("Drew " + picture);
  }

  private static void measureHerd(
      Plan plan, Path jar, List<AutoCloseable> started, Table table, PrintStream out) {
    Herd herd = new Herd(plan, table, out);
    for (int round = 1; round <= plan.rounds(); round++) {
      for (String engine : List.of("switchboard", "simple")) {
        herd.measure(start(jar, engine, engine(engine), started), round);
        stop(started);
      }
    }
  }

  private static Table measureLog(Plan plan, Path jar, List<AutoCloseable> started, PrintStream out)
      throws Exception {
    PostgresServer.Address database = PostgresServer.newDurableDatabase();
    Target service = start(jar, "switchboard", database.settings(), started);
    return new LogMeasurement(plan, service, database, out).run();
  }

  private static Map<String, String> engine(String name) {
    return Map.of("switchboard.broker.engine", name);
  }

  private static Target start(
      Path jar, String name, Map<String, String> settings, List<AutoCloseable> started) {
    Path directory = temporaryDirectory();
    started.addFirst(() -> FileSystemUtils.deleteRecursively(directory));
    ServiceProcess service = ServiceProcess.startPackaged(jar, directory, settings);
    started.addFirst(service);
    String token = Api.on(service.port()).token("bench", "publish");
    return new Target(name, service.port(), service.handle(), token);
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("switchboard-benchmark");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void stop(List<AutoCloseable> started) {
    started.forEach(Benchmark::close);
    started.clear();
  }

  private static void close(AutoCloseable started) {
    try {
      started.close();
    } catch (Exception failure) {
      System.err.println("Cannot end what the benchmark started: " + failure);
    }
  }
}
