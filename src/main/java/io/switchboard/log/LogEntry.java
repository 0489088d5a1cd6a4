package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;

/**
 * What is to be recorded.
 *
 * @param channel where
 * @param publication what, without a position
 * @param retention for how long
 */
public record LogEntry(ChannelName channel, Publication publication, Retention retention) {

  /** What a publication takes beside its body, roughly, in bytes. */
  private static final int OVERHEAD = 200;

  int weight() {
    return OVERHEAD + publication.body().length;
  }
}
