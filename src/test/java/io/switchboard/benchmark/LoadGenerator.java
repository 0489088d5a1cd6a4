package io.switchboard.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** All clients of a load, on one thread with one selector. Closing it closes them. */
final class LoadGenerator implements AutoCloseable {

  private static final int INPUT = 256 * 1024;
  private static final int CONNECTING_AT_ONCE = 200;
  private static final Duration STALL = Duration.ofSeconds(15);

  private final Target target;
  private final Selector selector;
  private final ByteBuffer input = ByteBuffer.allocate(INPUT);
  private final List<WireClient> clients = new ArrayList<>();
  private Latencies latencies = new Latencies();
  private long delivered;
  private long readAt;

  LoadGenerator(Target target) {
    this.target = target;
    try {
      selector = Selector.open();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Opens subscribers and waits until the server confirmed each one's subscription. */
  void open(int count, IntFunction<String> destinations) {
    open(count, CONNECTING_AT_ONCE, false, destinations::apply);
  }

  /** As {@link #open(int, IntFunction)}, but nobody waits for anybody else. */
  void openAtOnce(int count, IntFunction<String> destinations) {
    open(count, count, false, destinations::apply);
  }

  private List<WireClient> open(
      int count, int atOnce, boolean stuck, IntFunction<@Nullable String> destinations) {
    List<WireClient> opened = new ArrayList<>(count);
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    int ready = 0;
    while (ready < count) {
      while (opened.size() < Math.min(count, ready + atOnce)) {
        opened.add(open(destinations.apply(opened.size()), stuck));
      }
      pump(100);
      while (ready < opened.size() && opened.get(ready).isReady()) {
        ready++;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Only " + ready + " of " + count + " clients got ready on " + target.name());
      }
    }
    return opened;
  }

  private WireClient open(@Nullable String destination, boolean stuck) {
    try {
      WireClient client = new WireClient(selector, target, destination, stuck, this::delivered);
      clients.add(client);
      return client;
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot connect to " + target.name(), failure);
    }
  }

  private void delivered(long sentAt) {
    delivered++;
    latencies.add(readAt - sentAt);
  }

  /** Opens the load's clients, publishes for its duration and waits for the last delivery. */
  Reading run(Load load) {
    int reading = load.subscribers() - load.stuck();
    List<WireClient> subscribers =
        open(reading, CONNECTING_AT_ONCE, false, i -> destination(i % load.channels()));
    open(load.stuck(), CONNECTING_AT_ONCE, true, _ -> destination(0))
        .forEach(WireClient::stopReading);
    List<WireClient> publishers = open(load.publishers(), CONNECTING_AT_ONCE, false, _ -> null);
    int perChannel = subscribers.size() / load.channels();
    List<byte[]> messages = new ArrayList<>();
    for (int channel = 0; channel < load.channels(); channel++) {
      messages.add(message(destination(channel), load.size()));
    }
    int stamp = Stamp.position(messages.getFirst());

    latencies = new Latencies();
    delivered = 0;
    long sent = 0;
    Duration before = target.processorTime();
    long started = System.nanoTime();
    long end = started + load.duration().toNanos();
    Progress progress = new Progress(target.name());
    while (System.nanoTime() < end || delivered < sent * perChannel) {
      long now = System.nanoTime();
      while (now < end && mayPublish(load, sent, perChannel, now - started)) {
        int channel = (int) (sent % load.channels());
        byte[] message = messages.get(channel);
        Stamp.write(message, stamp, now);
        publish(publishers.get((int) (sent % publishers.size())), message);
        sent++;
        now = System.nanoTime();
      }
      pump(load.rate() > 0 ? 1 : 20);
      progress.check(delivered, sent * perChannel);
    }
    long elapsed = System.nanoTime() - started;
    Duration used = target.processorTime().minus(before);
    return new Reading(delivered, Duration.ofNanos(elapsed), used, latencies);
  }

  private boolean mayPublish(Load load, long sent, int perChannel, long elapsed) {
    return load.rate() > 0
        ? sent < elapsed * load.rate() / 1_000_000_000L
        : sent * perChannel - delivered < (long) load.window() * perChannel;
  }

  private static void publish(WireClient publisher, byte[] message) {
    try {
      publisher.send(message);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** All of one length, so that a stamp stands at the same place in every message. */
  static String destination(int channel) {
    return "/topic/live:" + (1000 + channel);
  }

  private static byte[] message(String destination, int size) {
    return WireClient.stomp(
        "SEND\ndestination:" + destination + "\ncontent-type:text/plain\n\n" + Stamp.body(size));
  }

  /** Lets every socket that is ready do its work; waits for one at most that long. */
  private void pump(long millis) {
    try {
      selector.select(this::on, millis);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void on(SelectionKey key) {
    readAt = System.nanoTime();
    try {
      ((WireClient) key.attachment()).on(input);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      for (WireClient client : clients) {
        client.close();
      }
      selector.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Notices that nothing comes any more. */
  private static final class Progress {

    private final String server;
    private long last = -1;
    private long since = System.nanoTime();

    Progress(String server) {
      this.server = server;
    }

    void check(long delivered, long expected) {
      long now = System.nanoTime();
      if (delivered != last || delivered == expected) {
        last = delivered;
        since = now;
      } else if (now - since > STALL.toNanos()) {
        throw new IllegalStateException(
            server + " stalled: delivered " + delivered + " of " + expected);
      }
    }
  }
}
