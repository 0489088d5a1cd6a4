package io.switchboard.faults;

import io.switchboard.testing.EventReader;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that loses its connection again and again, and each time goes on after the last position
 * it has. It checks what it gets at once: the next offset, and nothing else.
 */
abstract class Reader implements Runnable {

  private static final Duration GLANCE = Duration.ofMillis(20);

  final String channel;
  final IntSupplier port;
  final String token;
  private final AtomicInteger dropsLeft;
  private final List<String> bodies = new ArrayList<>();
  private String epoch = "";
  private long offset = -1;
  private volatile long target = Long.MAX_VALUE;

  /**
   * @param dropsLeft how many connections all readers together are still to cut
   */
  Reader(String channel, IntSupplier port, String token, AtomicInteger dropsLeft) {
    this.channel = channel;
    this.port = port;
    this.token = token;
    this.dropsLeft = dropsLeft;
  }

  /** Read to this offset, and then stop. */
  void finishAt(long head) {
    target = head;
  }

  List<String> bodies() {
    return bodies;
  }

  @Override
  public void run() {
    while (offset < target) {
      long cutAfter = ThreadLocalRandom.current().nextLong(150);
      long begun = System.nanoTime();
      try (Link link = connect(offset < 0 ? null : epoch + ':' + offset)) {
        while (offset < target && !link.isGone()) {
          link.read(GLANCE);
          boolean due = System.nanoTime() - begun > cutAfter * 1_000_000;
          if (due && dropsLeft.get() > 0 && offset >= 0 && dropsLeft.getAndDecrement() > 0) {
            break;
          }
        }
      } catch (Unreachable _) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /** Where the subscription begins. */
  void begins(String newEpoch, long head, boolean recovered) {
    if (offset >= 0 && !recovered) {
      throw new AssertionError("Could not continue after " + epoch + ':' + offset);
    }
    if (offset < 0) {
      epoch = newEpoch;
      offset = head;
    }
  }

  void reads(long next, String body) {
    if (next != offset + 1) {
      throw new AssertionError("After offset " + offset + " came " + next);
    }
    offset = next;
    bodies.add(body);
  }

  abstract Link connect(@Nullable String since) throws Unreachable;

  /** The service is not there at the moment. */
  static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** One connection. */
  interface Link extends AutoCloseable {
    boolean isGone();

    /** Reads what comes within that time. */
    void read(Duration time);

    @Override
    void close();
  }

  /** Over STOMP, with {@code since}. */
  static final class OverStomp extends Reader {

    OverStomp(String channel, IntSupplier port, String token, AtomicInteger dropsLeft) {
      super(channel, port, token, dropsLeft);
    }

    @Override
    Link connect(@Nullable String since) throws Unreachable {
      RawStomp stomp;
      try {
        stomp = RawStomp.open(port.getAsInt());
      } catch (RuntimeException _) {
        throw new Unreachable();
      }
      stomp.sendConnect(token);
      List<String> headers =
          new ArrayList<>(List.of("id:1", "destination:/topic/" + channel, "receipt:r"));
      if (since != null) {
        headers.add("since:" + since);
      }
      stomp.frame("SUBSCRIBE", "", headers.toArray(String[]::new));
      return new Link() {
        @Override
        public boolean isGone() {
          return stomp.isClosed();
        }

        @Override
        public void read(Duration time) {
          for (RawStomp.Frame frame = stomp.poll(time);
              frame != null;
              frame = stomp.poll(Duration.ZERO)) {
            take(frame);
          }
        }

        @Override
        public void close() {
          stomp.cut();
        }
      };
    }

    private void take(RawStomp.Frame frame) {
      switch (frame.command()) {
        case "RECEIPT" ->
            begins(
                String.valueOf(frame.header("epoch")),
                Long.parseLong(String.valueOf(frame.header("offset"))),
                frame.is("recovered", "true"));
        case "MESSAGE" ->
            reads(Long.parseLong(String.valueOf(frame.header("offset"))), frame.body());
        case "ERROR" -> throw new AssertionError(frame.toString());
        default -> {}
      }
    }
  }

  /** Over an event stream, with {@code Last-Event-ID}. */
  static final class OverEvents extends Reader {

    private static final JsonMapper json = new JsonMapper();
    private boolean begun;

    OverEvents(String channel, IntSupplier port, String token, AtomicInteger dropsLeft) {
      super(channel, port, token, dropsLeft);
    }

    @Override
    Link connect(@Nullable String since) throws Unreachable {
      Map<String, String> headers =
          since == null
              ? Map.of("Authorization", "Bearer " + token)
              : Map.of("Authorization", "Bearer " + token, "Last-Event-ID", since);
      EventReader events;
      try {
        events = EventReader.open(port.getAsInt(), "/api/channels/" + channel + "/events", headers);
      } catch (RuntimeException | AssertionError _) {
        throw new Unreachable();
      }
      return new Link() {
        @Override
        public boolean isGone() {
          return events.hasEnded();
        }

        @Override
        public void read(Duration time) {
          for (EventReader.Event event = events.poll(time); event != null; event = events.poll()) {
            take(event);
          }
          String id = events.lastEventId();
          if (!begun && !id.isEmpty()) {
            begun = true;
            String[] position = id.split(":");
            begins(position[0], Long.parseLong(position[1]), false);
          }
        }

        @Override
        public void close() {
          events.close();
        }
      };
    }

    private void take(EventReader.Event event) {
      if (event.event().equals("reset")) {
        throw new AssertionError("Reset: " + event);
      }
      JsonNode message = json.readTree(event.data());
      long next = message.get("offset").asLong();
      if (!begun) {
        begun = true;
        begins(event.id().split(":")[0], next - 1, false);
      }
      reads(next, message.get("data").asString());
    }
  }
}
