package io.switchboard.channel;

import io.switchboard.broker.Publication;
import io.switchboard.log.ChannelLog;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import io.switchboard.stomp.Opening;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Opens subscriptions to recorded channels without a gap between the log and what is live.
 *
 * <p>The subscription is registered already and collects. So everything up to the live head comes
 * from the log, everything after it from what was collected, and nothing is in both. Whether a
 * client can continue is all or nothing: its next publication is still kept, and with it all later
 * ones, or nothing is replayed.
 */
@Component
class Recovery {

  private static final int PAGE = 500;

  private final ChannelLog log;

  Recovery(ChannelLog log) {
    this.log = log;
  }

  /**
   * Opens at once if nothing has to be read, else on a thread of its own.
   *
   * @param since where the client wants to continue, as it wrote it; {@code null} if it does not
   * @param lastValue whether a client that does not continue gets the last publication
   */
  void open(ChannelName channel, @Nullable String since, boolean lastValue, Opening opening) {
    Optional<Position> known = log.knownHead(channel);
    boolean atHead = known.isPresent() && known.get().toString().equals(since);
    if (known.isPresent() && (atHead || (since == null && !lastValue))) {
      opening.openAfter(receipt(known.get(), since, atHead), List.of(), known.get().offset());
      if (atHead) {
        log.continued(true);
      }
    } else {
      Thread.ofVirtual()
          .name("recovery")
          .start(() -> readAndOpen(channel, since, lastValue, opening));
    }
  }

  private void readAndOpen(
      ChannelName channel, @Nullable String since, boolean lastValue, Opening opening) {
    try {
      Position head = log.liveHead(channel);
      if (since == null) {
        List<Publication> last = lastValue ? log.readBefore(channel, head.offset(), 1) : List.of();
        opening.openAfter(receipt(head, null, false), last, head.offset());
      } else {
        continueAfter(channel, since, head, opening);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      opening.fail(failure);
    }
  }

  private void continueAfter(ChannelName channel, String since, Position head, Opening opening)
      throws InterruptedException {
    Optional<Position> position = Position.parse(since).filter(from -> isPast(channel, from, head));
    List<Publication> page = position.map(from -> page(channel, from, head)).orElse(List.of());
    boolean whole =
        position.isPresent() && (!page.isEmpty() || position.get().offset() >= head.offset());
    long reached = whole ? position.get().offset() : head.offset();
    log.continued(whole);
    opening.confirm(
        receipt(new Position(head.epoch(), Math.max(reached, head.offset())), since, whole));
    while (reached < head.offset()) {
      if (page.isEmpty()) {
        opening.lost();
        return;
      }
      if (!opening.replay(page)) {
        return;
      }
      reached += page.size();
      page = log.readPatiently(channel, reached, head.offset(), PAGE);
    }
    boolean behind = opening.catchUp(reached);
    while (behind) {
      behind = opening.catchUp(reached);
    }
    opening.openAfter(Map.of(), List.of(), reached);
  }

  private List<Publication> page(ChannelName channel, Position from, Position head) {
    return from.offset() < head.offset()
        ? log.readPatiently(channel, from.offset(), head.offset(), PAGE)
        : List.of();
  }

  /** Another node may have handed out what this one has not seen yet. */
  private boolean isPast(ChannelName channel, Position since, Position head) {
    return since.epoch().equals(head.epoch())
        && (since.offset() <= head.offset() || since.offset() <= log.head(channel).offset());
  }

  private static Map<String, String> receipt(
      Position head, @Nullable String since, boolean recovered) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("epoch", head.epoch());
    headers.put("offset", Long.toString(head.offset()));
    if (since != null) {
      headers.put("recovered", Boolean.toString(recovered));
    }
    return headers;
  }
}
