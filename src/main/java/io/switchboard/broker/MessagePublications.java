package io.switchboard.broker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.MultiValueMap;

/** Translates between Spring's messages and publications. */
final class MessagePublications {

  /** Names of our own, since brokers refuse or rewrite message-id and timestamp in a SEND. */
  private static final String EVENT = "switchboard-event";

  private static final String SENDER = "switchboard-sender";
  private static final String ID = "switchboard-id";
  private static final String TIMESTAMP = "switchboard-timestamp";

  /** What Spring, its brokers and STOMP add on the way and no receiver should see twice. */
  private static final List<String> NOT_PASSED_ON =
      List.of(
          EVENT,
          SENDER,
          ID,
          TIMESTAMP,
          "destination",
          "message-id",
          "timestamp",
          "subscription",
          "content-type",
          "content-length",
          "ack",
          "redelivered",
          "persistent",
          "receipt");

  private final PublicationFactory factory;

  MessagePublications(PublicationFactory factory) {
    this.factory = factory;
  }

  /** Reads a message; what its headers do not say is said anew. */
  Publication from(Message<?> message, String destination) {
    Map<String, String> headers = headers(message);
    Object contentType = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
    return new Publication(
        destination,
        headers.getOrDefault(ID, factory.newId()),
        headers.getOrDefault(EVENT, Publication.MESSAGE),
        headers.get(SENDER),
        timestamp(headers.get(TIMESTAMP)),
        Objects.toString(contentType, "application/octet-stream"),
        body(message.getPayload()),
        passedOn(headers));
  }

  /** Writes the headers of a publication, for Spring's brokers to carry. */
  static SimpMessageHeaderAccessor headers(Publication publication, String destination) {
    SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create();
    headers.setDestination(destination);
    headers.setNativeHeader(ID, publication.id());
    headers.setNativeHeader(EVENT, publication.event());
    headers.setNativeHeader(TIMESTAMP, publication.timestamp().toString());
    if (publication.sender() != null) {
      headers.setNativeHeader(SENDER, publication.sender());
    }
    publication.headers().forEach(headers::setNativeHeader);
    headers.setContentType(org.springframework.util.MimeType.valueOf(publication.contentType()));
    headers.setLeaveMutable(true);
    return headers;
  }

  private static byte[] body(Object payload) {
    return payload instanceof byte[] bytes
        ? bytes
        : payload.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Instant timestamp(@Nullable String text) {
    return text == null ? Instant.now() : Instant.parse(text);
  }

  private static Map<String, String> passedOn(Map<String, String> headers) {
    Map<String, String> further = new LinkedHashMap<>(headers);
    further.keySet().removeAll(NOT_PASSED_ON);
    return further;
  }

  private static Map<String, String> headers(Message<?> message) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS)
        instanceof Map<?, ?> map) {
      map.forEach((name, values) -> headers.put(name.toString(), first(values)));
    }
    return headers;
  }

  private static String first(@Nullable Object values) {
    return switch (values) {
      case List<?> list when !list.isEmpty() -> Objects.toString(list.getFirst(), "");
      case MultiValueMap<?, ?> _ -> "";
      case null, default -> "";
    };
  }
}
