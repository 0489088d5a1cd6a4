package io.switchboard.stomp;

import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import io.switchboard.broker.Publication;
import io.switchboard.broker.Subscription;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens a STOMP subscription: what it begins with stands in the RECEIPT. */
final class ReceiptOpening implements Opening {

  private final Subscription subscription;
  private final Consumer<RuntimeException> failed;
  private @Nullable String receipt;
  private boolean confirmed;

  /**
   * @param receipt the client's {@code receipt} header, {@code null} if it asked for none
   * @param failed ends the subscription and tells the client
   */
  ReceiptOpening(
      Subscription subscription, @Nullable String receipt, Consumer<RuntimeException> failed) {
    this.subscription = subscription;
    this.receipt = receipt;
    this.failed = failed;
  }

  @Override
  public void confirm(Map<String, String> receiptHeaders) {
    confirmed = true;
    subscription.confirm(frame(receiptHeaders));
  }

  @Override
  public boolean replay(List<Publication> page) throws InterruptedException {
    return subscription.replay(page);
  }

  @Override
  public boolean catchUp(long offset) throws InterruptedException {
    return subscription.catchUp(offset);
  }

  @Override
  public void lost() {
    subscription.session().abandon(CloseCode.POSITION_LOST);
  }

  /** Who was told that he continues would not notice that he does not, so his session ends. */
  @Override
  public void fail(RuntimeException failure) {
    if (confirmed) {
      subscription.session().close(CloseCode.SERVER_ERROR);
    } else {
      failed.accept(failure);
    }
  }

  @Override
  public void open(
      Map<String, String> receiptHeaders, List<Publication> first, Predicate<Publication> keep) {
    subscription.open(frame(receiptHeaders), first, keep);
  }

  @Override
  public void openAfter(Map<String, String> receiptHeaders, List<Publication> first, long offset) {
    subscription.openAfter(frame(receiptHeaders), first, offset);
  }

  @Override
  public void openFresh(List<Publication> first) {
    subscription.openFresh(frame(Map.of()), first);
  }

  private @Nullable ByteBuffer frame(Map<String, String> headers) {
    String asked = receipt;
    receipt = null;
    return asked == null ? null : FrameEncoder.receipt(asked, headers);
  }
}
