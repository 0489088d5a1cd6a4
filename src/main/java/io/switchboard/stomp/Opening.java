package io.switchboard.stomp;

import io.switchboard.broker.Publication;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The moment between the registration of a subscription and its first MESSAGE. Ends with {@link
 * #open}, {@link #openAfter}, {@link #openFresh}, {@link #lost} or {@link #fail}.
 */
public interface Opening {

  /** Confirms the subscription, if the client asked for it, and goes on collecting. */
  void confirm(Map<String, String> receiptHeaders);

  /**
   * Sends publications that come before any that was collected, and waits until the client took
   * them: a slow client slows its own replay and nothing else.
   *
   * @return false if the client is gone
   */
  boolean replay(List<Publication> page) throws InterruptedException;

  /**
   * Sends what was collected meanwhile, if it is much; to be called after the last page.
   *
   * @param offset of the last page; what was collected up to there counts no more
   * @return whether there was much; then call it again
   */
  boolean catchUp(long offset) throws InterruptedException;

  /** The client must start over: its session ends with 3002. */
  void lost();

  /**
   * The subscription cannot be opened, and ends; the client is told why and may try again. If it is
   * confirmed already, the session ends with 3003, so that the client continues with its next one.
   */
  void fail(RuntimeException failure);

  /**
   * Confirms, if that did not happen yet, and lets publications through.
   *
   * @param receiptHeaders added to the RECEIPT
   * @param first publications for this subscription alone, before any other
   * @param keep which of the publications that came since registration still count
   */
  void open(
      Map<String, String> receiptHeaders, List<Publication> first, Predicate<Publication> keep);

  /** As {@link #open} for a recorded channel: what was recorded up to the offset counts no more. */
  void openAfter(Map<String, String> receiptHeaders, List<Publication> first, long offset);

  /**
   * As {@link #open}, with what is true now: nothing published before counts. The caller sees to it
   * that nothing is published meanwhile.
   */
  void openFresh(List<Publication> first);
}
