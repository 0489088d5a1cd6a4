package io.switchboard.broker;

import org.jspecify.annotations.Nullable;

/**
 * How a publication is treated while it waits for a slow client. It is not kept in a log.
 *
 * @param priority between channels; the publications of one never overtake each other
 * @param conflationKey a newer publication of this key on the channel may take its place, {@code
 *     null} if none may
 */
public record Handling(Priority priority, @Nullable String conflationKey) {

  /** In its turn, and never replaced. */
  public static final Handling PLAIN = new Handling(Priority.NORMAL, null);

  boolean isPlain() {
    return priority == Priority.NORMAL && conflationKey == null;
  }
}
