package io.switchboard.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of publications looks like, encoded once for all subscriptions that share bytes.
 * Nearly always those are all: every browser calls its first subscription {@code sub-0}. So the
 * last answer is looked at first, and further ones are kept only if there are any.
 */
final class SharedFrames {

  private final List<Publication> batch;
  private final boolean signal;
  private @Nullable Object lastKey;
  private List<EncodedFrame> last = List.of();
  private @Nullable Map<Object, List<EncodedFrame>> others;

  SharedFrames(List<Publication> batch) {
    this.batch = batch;
    this.signal = anySignal(batch);
  }

  /** Whether the batch holds something that not every subscription takes. */
  boolean haveSignal() {
    return signal;
  }

  /** The batch as this subscription and all that share with it get it. */
  List<EncodedFrame> of(Subscription subscription) {
    Object key = subscription.sharedBy();
    if (!key.equals(lastKey)) {
      last = lastKey == null ? subscription.encode(batch) : other(key, subscription);
      lastKey = key;
    }
    return last;
  }

  private List<EncodedFrame> other(Object key, Subscription subscription) {
    if (others == null) {
      others = new HashMap<>();
    }
    others.putIfAbsent(lastKey, last);
    return others.computeIfAbsent(key, _ -> subscription.encode(batch));
  }

  private static boolean anySignal(List<Publication> batch) {
    for (Publication publication : batch) {
      if (publication.isSignal()) {
        return true;
      }
    }
    return false;
  }
}
