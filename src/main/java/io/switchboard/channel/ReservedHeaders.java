package io.switchboard.channel;

import java.util.Set;

/** Header names whose values are the server's in every MESSAGE. */
final class ReservedHeaders {

  private static final Set<String> NAMES =
      Set.of(
          "destination",
          "subscription",
          "message-id",
          "event",
          "sender",
          "timestamp",
          "content-type",
          "content-length",
          "epoch",
          "offset",
          "ack",
          "receipt",
          "receipt-id",
          "transaction",
          "code",
          "temporary",
          "correlation-id");

  private ReservedHeaders() {}

  static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
