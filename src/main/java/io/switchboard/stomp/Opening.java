package io.switchboard.stomp;

import io.switchboard.broker.Publication;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The moment between the registration of a subscription and its first MESSAGE. */
public interface Opening {

  /**
   * Sends the RECEIPT, if the client asked for one, and lets publications through.
   *
   * @param receiptHeaders added to the RECEIPT
   * @param first publications for this subscription alone, before any other
   * @param keep which of the publications that came since registration still count
   */
  void open(
      Map<String, String> receiptHeaders, List<Publication> first, Predicate<Publication> keep);

  /**
   * As {@link #open}, with what is true now: nothing published before counts. The caller sees to it
   * that nothing is published meanwhile.
   */
  void openFresh(List<Publication> first);
}
