package io.switchboard.push;

import java.security.KeyPair;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Key pairs for one message each (RFC 8291, 3.1), made ahead while there is time, so that a burst
 * does not wait for them. None is given twice.
 */
@Component
class EphemeralKeys implements DisposableBean {

  private static final int AHEAD = 1_024;

  private final BlockingQueue<KeyPair> pairs = new ArrayBlockingQueue<>(AHEAD);
  private final AtomicBoolean started = new AtomicBoolean();
  private final Thread maker = Thread.ofPlatform().daemon().name("push-keys").unstarted(this::make);

  KeyPair take() {
    if (started.compareAndSet(false, true)) {
      maker.setPriority(Thread.MIN_PRIORITY);
      maker.start();
    }
    KeyPair ahead = pairs.poll();
    return ahead == null ? P256.generate() : ahead;
  }

  @Override
  public void destroy() {
    maker.interrupt();
  }

  private void make() {
    try {
      while (true) {
        pairs.put(P256.generate());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
