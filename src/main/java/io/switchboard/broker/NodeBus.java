package io.switchboard.broker;

import java.util.function.Consumer;

/**
 * The link to the other nodes.
 *
 * <p>At most once: a publication may be lost while the link is down. Publications of one node
 * arrive at another in the order in which they were broadcast. A node never receives its own.
 */
public interface NodeBus {

  /** Hands the publication to every other node; never waits for one. */
  void broadcast(Publication publication);

  /**
   * Called once at start with what takes publications of other nodes, on the bus's own thread; the
   * receiver does not block.
   */
  void receive(Consumer<Publication> receiver);

  /** The bus of a node that is alone. */
  static NodeBus none() {
    return new NodeBus() {
      @Override
      public void broadcast(Publication publication) {
        // Nobody else is there.
      }

      @Override
      public void receive(Consumer<Publication> receiver) {
        // Nothing ever comes.
      }
    };
  }
}
