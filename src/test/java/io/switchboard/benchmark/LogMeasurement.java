package io.switchboard.benchmark;

import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.RawStomp;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * What the channel log does on PostgreSQL: publishing that is answered after its commit, beside
 * plain inserts of as many rows of that size, and clients that come back and want what they missed.
 */
final class LogMeasurement {

  private static final int BATCH = 100;
  private static final int PUBLISHERS = 8;
  private static final int CHANNELS = 16;
  private static final int MISSED = 300;
  private static final String MISSED_CHANNEL = "/topic/chat:missed";
  private static final String DATA = "x".repeat(100);

  private static final String PUBLISH = "recorded publish in hundreds: messages/s";
  private static final String MISSED_P50 = MISSED + " missed messages: p50 ms";
  private static final String MISSED_P99 = MISSED + " missed messages: p99 ms";

  private final Plan plan;
  private final Target service;
  private final PostgresServer.Address database;
  private final PrintStream out;
  private final Table table;

  /**
   * @param service runs on that database
   * @param out where progress is told
   */
  LogMeasurement(Plan plan, Target service, PostgresServer.Address database, PrintStream out) {
    this.plan = plan;
    this.service = service;
    this.database = database;
    this.out = out;
    this.table = new Table(List.of(service.name(), "inserts"));
  }

  Table run() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create table plain (channel varchar(161), n bigint, data bytea)");
    }
    out.println("warming up the log");
    for (int i = 0; i < plan.warmUpWaves(); i++) {
      publish();
      insert();
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      double published = publish();
      double inserted = insert();
      say("%s, round %d of %d: %,.0f", PUBLISH, round, plan.rounds(), published);
      table.add(PUBLISH, service.name(), published);
      table.add(PUBLISH, "inserts", inserted);
    }
    measureMissed();
    return table;
  }

  private void say(String text, Object... values) {
    out.println(String.format(Locale.ROOT, text, values));
  }

  /** Messages a second that were confirmed. */
  private double publish() throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return atOnce(
          publisher -> {
            HttpRequest request = request(publisher);
            return () -> publish(http, request);
          });
    }
  }

  private static void publish(HttpClient http, HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200 || answer.body().contains("\"code\"")) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private HttpRequest request(int publisher) {
    String messages =
        IntStream.range(0, BATCH)
            .mapToObj(i -> "chat:benchmark" + (publisher * 7 + i) % CHANNELS)
            .map(channel -> "{\"channel\":\"" + channel + "\",\"data\":\"" + DATA + "\"}")
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();
    return post("/api/publish", "{\"messages\":[" + messages + "]}");
  }

  private HttpRequest post(String path, String json) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Authorization", "Bearer " + service.token())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  /** Rows a second that were committed. */
  private double insert() throws Exception {
    return atOnce(
        publisher -> {
          Connection connection = connect();
          connection.setAutoCommit(false);
          PreparedStatement insert =
              connection.prepareStatement("insert into plain (channel, n, data) values (?, ?, ?)");
          return new Inserts(connection, insert, publisher);
        });
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.url() + "?reWriteBatchedInserts=true", database.user(), database.password());
  }

  private record Inserts(Connection connection, PreparedStatement insert, int publisher)
      implements Batch {

    @Override
    public void run() throws SQLException {
      for (int i = 0; i < BATCH; i++) {
        insert.setString(1, "chat:benchmark" + (publisher * 7 + i) % CHANNELS);
        insert.setLong(2, i);
        insert.setBytes(3, DATA.getBytes(StandardCharsets.US_ASCII));
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** What one publisher does over and over: a hundred messages. */
  @FunctionalInterface
  private interface Batch extends AutoCloseable {
    void run() throws Exception;

    @Override
    default void close() throws SQLException {}
  }

  private interface Publishers {
    Batch start(int number) throws Exception;
  }

  /** All publishers at once for as long as a load runs; messages a second. */
  private double atOnce(Publishers publishers) throws Exception {
    long started = System.nanoTime();
    long end = started + plan.run().toNanos();
    long messages = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS)) {
      List<Future<Long>> counts =
          IntStream.range(0, PUBLISHERS)
              .mapToObj(number -> threads.submit(() -> repeat(publishers, number, end)))
              .toList();
      for (Future<Long> count : counts) {
        messages += count.get();
      }
    }
    return messages * 1e9 / (System.nanoTime() - started);
  }

  private static long repeat(Publishers publishers, int number, long end) throws Exception {
    long messages = 0;
    try (Batch batch = publishers.start(number)) {
      while (System.nanoTime() < end) {
        batch.run();
        messages += BATCH;
      }
    }
    return messages;
  }

  /** From the SUBSCRIBE with a position to the last message after it. */
  private void measureMissed() throws Exception {
    String since = publishToMiss();
    Latencies latencies = new Latencies();
    for (int i = 0; i < 2 * plan.returns(); i++) {
      long took = comeBack(since);
      if (i >= plan.returns()) {
        latencies.add(took);
      }
    }
    say("%d missed messages, asked for %d times", MISSED, latencies.count());
    table.add(MISSED_P50, service.name(), latencies.percentile(0.5));
    table.add(MISSED_P99, service.name(), latencies.percentile(0.99));
  }

  /**
   * @return the position after which the messages come
   */
  private String publishToMiss() {
    try (RawStomp client = RawStomp.connect(service.port(), service.token());
        HttpClient http = HttpClient.newHttpClient()) {
      client.frame("SUBSCRIBE", "", "id:head", "destination:" + MISSED_CHANNEL, "receipt:head");
      RawStomp.Frame head = client.await("RECEIPT");
      HttpRequest one = post("/api/channels/chat:missed/messages", "{\"data\":\"" + DATA + "\"}");
      for (int i = 0; i < MISSED; i++) {
        publish(http, one);
      }
      return head.header("epoch") + ":" + head.header("offset");
    }
  }

  /** Each time on a session of its own, as a client that lost its connection. */
  private long comeBack(String since) {
    try (RawStomp client = RawStomp.connect(service.port(), service.token())) {
      long started = System.nanoTime();
      client.frame(
          "SUBSCRIBE",
          "",
          "id:back",
          "destination:" + MISSED_CHANNEL,
          "receipt:back",
          "since:" + since);
      for (int i = 0; i < MISSED; i++) {
        client.await("MESSAGE");
      }
      return System.nanoTime() - started;
    }
  }
}
