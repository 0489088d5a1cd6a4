package io.switchboard.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads an event stream as a browser's EventSource does (WHATWG HTML, 9.2.6). */
public final class EventReader implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final InputStream body;
  private volatile String lastEventId = "";

  private EventReader(HttpResponse<InputStream> response) {
    this.body = response.body();
    Thread.ofVirtual().start(this::read);
  }

  /**
   * @param event its name
   * @param id the last id when it came
   */
  public record Event(String event, String id, String data) {}

  /** Opens the stream; fails if the answer is not 200. */
  public static EventReader open(int port, String path, Map<String, String> headers) {
    HttpResponse<InputStream> response = request(port, path, headers);
    if (response.statusCode() != 200) {
      throw new AssertionError("Answered " + response.statusCode());
    }
    return new EventReader(response);
  }

  /** The status of the answer, whatever it is; the stream is not read. */
  public static int status(int port, String path, Map<String, String> headers) {
    HttpResponse<InputStream> response = request(port, path, headers);
    try {
      response.body().close();
    } catch (IOException _) {
      // It ended by itself.
    }
    return response.statusCode();
  }

  private static HttpResponse<InputStream> request(
      int port, String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept", "text/event-stream")
            .timeout(BOUND);
    headers.forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void read() {
    String event = "";
    @Nullable StringBuilder data = null;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (data != null) {
            events.add(
                new Event(event.isEmpty() ? "message" : event, lastEventId, data.toString()));
          }
          event = "";
          data = null;
        } else if (!line.startsWith(":")) {
          String value = line.substring(line.indexOf(':') + 1).strip();
          switch (line.substring(0, line.indexOf(':'))) {
            case "id" -> lastEventId = value;
            case "event" -> event = value;
            case "data" ->
                data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
            default -> {}
          }
        }
      }
    } catch (IOException _) {
      // Cut.
    }
    ended.complete(null);
  }

  /** The next event; comments and bare ids are not events. */
  public Event next() {
    try {
      Event next = events.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("No event came; the last id is " + lastEventId);
      }
      return next;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The next event, if it has come already. */
  public @Nullable Event poll() {
    return events.poll();
  }

  /** The next event if one comes in time, else {@code null}. */
  public @Nullable Event poll(Duration time) {
    try {
      return events.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The next event that fits; others are dropped. */
  public Event await(Predicate<Event> fits) {
    Event next = next();
    while (!fits.test(next)) {
      next = next();
    }
    return next;
  }

  /** What a browser would send as Last-Event-ID now. */
  public String lastEventId() {
    return lastEventId;
  }

  /** Waits until the service ends the stream. */
  public void awaitEnd() {
    ended.orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join();
  }

  public boolean hasEnded() {
    return ended.isDone();
  }

  /** Cuts the connection. */
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException _) {
      // It is gone.
    }
  }
}
