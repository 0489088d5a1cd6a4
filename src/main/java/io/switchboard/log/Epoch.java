package io.switchboard.log;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Names the history of this database. An operator renews it after a restore, because what was
 * published since the backup is gone and its offsets will be given again.
 */
@Component
class Epoch {

  private static final Logger log = LoggerFactory.getLogger(Epoch.class);

  private final LogStore store;
  private volatile String current;

  Epoch(LogStore store) {
    this.store = store;
    this.current = store.epoch();
  }

  String current() {
    return current;
  }

  /** Reads it again, since another node may have renewed it; true if one had. */
  synchronized boolean refresh() {
    String stored = store.epoch();
    boolean renewed = !stored.equals(current);
    if (renewed) {
      log.info("The channel log has a new epoch: {}", stored);
      current = stored;
    }
    return renewed;
  }

  /** Makes a new one; this node takes it up by {@link #refresh}. */
  void renew() {
    store.renewEpoch(UUID.randomUUID().toString().replace("-", ""));
  }
}
