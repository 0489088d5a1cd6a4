package io.switchboard.broker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How publications look to a client: STOMP frames, or the events of an event stream. */
public interface PublicationEncoder {

  /** Encodes for everyone whose subscription has the same {@link #sharedBy}. */
  List<EncodedFrame> encode(List<Publication> publications, Subscription subscription);

  /**
   * What subscriptions must have in common to get the same bytes; the subscription itself if it
   * shares with nobody. Only subscriptions to one destination are compared.
   */
  Object sharedBy(Subscription subscription);

  /** What a client gets instead of a publication that its filter keeps from it, mostly nothing. */
  default @Nullable EncodedFrame skipped(Publication publication, Subscription subscription) {
    return null;
  }

  /** MESSAGE frames, the same for all who chose the same subscription id, as browsers do. */
  PublicationEncoder STOMP =
      new PublicationEncoder() {
        @Override
        public List<EncodedFrame> encode(
            List<Publication> publications, Subscription subscription) {
          return FrameEncoder.messages(publications, subscription);
        }

        @Override
        public Object sharedBy(Subscription subscription) {
          return subscription.id();
        }
      };
}
