package io.switchboard.faults;

import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Publishes numbers, one after the other, with several on their way; remembers which of them were
 * confirmed. A number that was sent and not confirmed is not sent again: nobody knows about it.
 */
final class Publisher implements Runnable {

  private static final int WINDOW = 20;

  private final String channel;
  private final String name;
  private final IntSupplier port;
  private final String token;
  private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
  private volatile boolean running = true;
  private int sent;

  Publisher(String channel, String name, IntSupplier port, String token) {
    this.channel = channel;
    this.name = name;
    this.port = port;
    this.token = token;
  }

  void stop() {
    running = false;
  }

  Set<String> confirmed() {
    return confirmed;
  }

  @Override
  public void run() {
    while (running) {
      try (RawStomp stomp = RawStomp.open(port.getAsInt())) {
        stomp.sendConnect(token);
        publish(stomp);
      } catch (RuntimeException _) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void publish(RawStomp stomp) {
    int waiting = 0;
    while ((running || waiting > 0) && !stomp.isClosed()) {
      while (running && waiting < WINDOW) {
        String body = name + '-' + ++sent;
        stomp.frame("SEND", body, "destination:/topic/" + channel, "receipt:" + body);
        waiting++;
      }
      RawStomp.Frame frame = stomp.poll(Duration.ofMillis(100));
      if (frame != null && frame.command().equals("RECEIPT")) {
        confirmed.add(String.valueOf(frame.header("receipt-id")));
        waiting--;
      }
    }
  }
}
