package io.switchboard.benchmark;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run over all servers. Each load goes to one server after the other and then again, so that
 * whatever else the machine does meets all of them.
 */
final class Measurement {

  /** What follows a load's name in the table. */
  static final String DELIVERIES = ": deliveries/s";

  /** What follows a load's name in the table. */
  static final String P99 = ": p99 ms";

  private static final String CONNECT = "connect and subscribe: CPU µs per client";
  private static final String IDLE = "idle session: bytes resident";
  private static final String IDLE_HEAP = "idle session: bytes of heap in use";

  private final Plan plan;
  private final List<Target> services;
  private final List<Target> servers;
  private final PrintStream out;
  private final Table table;

  /**
   * @param services the one that is judged first
   * @param floor beside them; it knows no sessions
   * @param out where progress is told
   */
  Measurement(Plan plan, List<Target> services, Target floor, PrintStream out) {
    this.plan = plan;
    this.services = services;
    this.servers = new ArrayList<>(services);
    this.servers.add(floor);
    this.out = out;
    this.table = new Table(this.servers.stream().map(Target::name).toList());
  }

  Table run() {
    say(
        "Java %s, %d processors, load average %.2f",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    measureIdle();
    warmUp();
    plan.loads().forEach(this::measure);
    measureConnecting();
    measureStuck(services.getFirst());
    return table;
  }

  private void warmUp() {
    for (Target server : servers) {
      say("warming up %s", server.name());
      plan.loads().forEach(load -> run(server, load));
      for (int i = 0; i < plan.warmUpWaves(); i++) {
        connect(server);
      }
    }
  }

  private static Reading run(Target server, Load load) {
    try (LoadGenerator generator = new LoadGenerator(server)) {
      return generator.run(load);
    }
  }

  private void measure(Load load) {
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Target server : servers) {
        Reading reading = run(server, load);
        say(
            "%s, round %d of %d, %s: %,.0f deliveries/s, %.2f µs each",
            load.name(),
            round,
            plan.rounds(),
            server.name(),
            reading.deliveriesPerSecond(),
            reading.microsPerDelivery());
        add(load, server, reading);
      }
    }
  }

  private void add(Load load, Target server, Reading reading) {
    table.add(load.name() + DELIVERIES, server.name(), reading.deliveriesPerSecond());
    table.add(load.name() + ": CPU µs per delivery", server.name(), reading.microsPerDelivery());
    table.add(load.name() + ": p50 ms", server.name(), reading.latencies().percentile(0.5));
    table.add(load.name() + P99, server.name(), reading.latencies().percentile(0.99));
  }

  private void measureConnecting() {
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Target service : services) {
        double micros = connect(service).toNanos() / 1e3 / plan.clients();
        say(
            "connect and subscribe, round %d of %d, %s: %.0f µs per client",
            round, plan.rounds(), service.name(), micros);
        table.add(CONNECT, service.name(), micros);
      }
    }
  }

  /** What a wave of clients costs the server until each has its subscription confirmed. */
  private Duration connect(Target service) {
    try (LoadGenerator generator = new LoadGenerator(service)) {
      Duration before = service.processorTime();
      generator.open(plan.clients(), i -> LoadGenerator.destination(i % plan.pairs()));
      return service.processorTime().minus(before);
    }
  }

  /** First of all, while little of the heap was ever touched and so counts as resident. */
  private void measureIdle() {
    int sessions = plan.allowedSessions();
    if (sessions < plan.idleSessions()) {
      say("only %d idle sessions: a process may open no more files here", sessions);
    }
    for (Target service : services) {
      connect(service);
      Target.Memory before = service.memory();
      try (LoadGenerator generator = new LoadGenerator(service)) {
        generator.open(sessions, i -> LoadGenerator.destination(i % plan.pairs()));
        Target.Memory after = service.memory();
        addIdle(
            service,
            (double) (after.resident() - before.resident()) / sessions,
            (double) (after.heap() - before.heap()) / sessions);
      }
    }
  }

  private void addIdle(Target service, double resident, double heap) {
    say("idle sessions, %s: %,.0f bytes resident each, heap %,.0f", service.name(), resident, heap);
    table.add(IDLE, service.name(), resident);
    table.add(IDLE_HEAP, service.name(), heap);
  }

  /** Whether clients that read nothing are felt by those that do, or in memory. */
  private void measureStuck(Target service) {
    // A ratio of two 99th percentiles needs more readings than a mean does.
    int rounds = 2 * plan.rounds() - 1;
    for (int round = 1; round <= rounds; round++) {
      Felt without = felt(service, plan.stuck(false));
      Felt with = felt(service, plan.stuck(true));
      double slower = with.p99() / without.p99();
      double more = (with.heap() - without.heap()) / 1e6;
      say(
          "%s, round %d of %d, %s: p99 × %.2f, %.1f MB more heap",
          plan.stuck(true).name(), round, rounds, service.name(), slower, more);
      table.add(plan.stuck(true).name() + ": p99, × without", service.name(), slower);
      table.add(plan.stuck(true).name() + ": MB more heap in use", service.name(), more);
    }
  }

  /**
   * @param p99 of the clients that read, in ms
   * @param heap in use before the clients leave
   */
  private record Felt(double p99, long heap) {}

  private Felt felt(Target service, Load load) {
    try (LoadGenerator generator = new LoadGenerator(service)) {
      Reading reading = generator.run(load);
      return new Felt(reading.latencies().percentile(0.99), service.memory().heap());
    }
  }

  private void say(String text, Object... values) {
    out.println(String.format(Locale.ROOT, text, values));
  }
}
