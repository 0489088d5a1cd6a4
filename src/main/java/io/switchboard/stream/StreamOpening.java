package io.switchboard.stream;

import io.switchboard.broker.CloseCode;
import io.switchboard.broker.EncodedFrame;
import io.switchboard.broker.Publication;
import io.switchboard.broker.Subscription;
import io.switchboard.shared.Position;
import io.switchboard.stomp.Opening;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Opens a channel on an event stream: where it begins is an id, or a reset. */
final class StreamOpening implements Opening {

  private static final Logger log = LoggerFactory.getLogger(StreamOpening.class);

  private final Subscription subscription;
  private final @Nullable String since;
  private final JsonMapper json;
  private boolean confirmed;

  /**
   * @param since where the client wanted to continue
   */
  StreamOpening(Subscription subscription, @Nullable String since, JsonMapper json) {
    this.subscription = subscription;
    this.since = since;
    this.json = json;
  }

  @Override
  public void confirm(Map<String, String> receiptHeaders) {
    subscription.confirm(begin(receiptHeaders));
  }

  @Override
  public boolean replay(List<Publication> page) throws InterruptedException {
    return subscription.replay(page);
  }

  @Override
  public boolean catchUp(long offset) throws InterruptedException {
    return subscription.catchUp(offset);
  }

  /** Whoever connects again with the last id gets a reset then. */
  @Override
  public void lost() {
    subscription.session().abandon(CloseCode.POSITION_LOST);
  }

  @Override
  public void fail(RuntimeException failure) {
    log.debug("A channel could not be opened on an event stream", failure);
    subscription.session().close(CloseCode.SERVER_ERROR);
  }

  @Override
  public void open(
      Map<String, String> receiptHeaders, List<Publication> first, Predicate<Publication> keep) {
    subscription.open(begin(receiptHeaders), first, keep);
  }

  @Override
  public void openAfter(Map<String, String> receiptHeaders, List<Publication> first, long offset) {
    subscription.openAfter(begin(receiptHeaders), first, offset);
  }

  @Override
  public void openFresh(List<Publication> first) {
    subscription.openFresh(begin(Map.of()), first);
  }

  private @Nullable ByteBuffer begin(Map<String, String> receipt) {
    if (confirmed) {
      return null;
    }
    confirmed = true;
    String source =
        subscription.destination().substring(1 + subscription.destination().indexOf('/', 1));
    String epoch = receipt.get("epoch");
    Position head =
        epoch == null
            ? null
            : new Position(epoch, Long.parseLong(receipt.getOrDefault("offset", "0")));
    String recovered = receipt.get("recovered");
    EncodedFrame frame;
    if ("false".equals(recovered)) {
      frame = EventFrame.reset(source, head, json);
    } else if (recovered != null && since != null) {
      frame = EventFrame.position(source, Position.parse(since).orElse(head));
    } else {
      frame = EventFrame.position(source, head);
    }
    return frame.bytes();
  }
}
