package io.switchboard.broker;

import io.switchboard.shared.Position;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message on a destination.
 *
 * @param destination where it goes: {@code /topic/…}, or {@code /user/{id}/queue/{stream}}
 * @param id unique among all publications, the {@code message-id}
 * @param event what it is about, {@code message} unless the publisher said otherwise
 * @param sender the user who published, {@code null} for the service and back ends
 * @param timestamp when it was accepted
 * @param contentType media type of the body
 * @param body what was sent; never changed after construction
 * @param headers further headers, in the order they are sent
 * @param position where it stands in its channel's log, {@code null} if it is not recorded
 * @param handling how it is treated while it waits for a slow client
 */
public record Publication(
    String destination,
    String id,
    String event,
    @Nullable String sender,
    Instant timestamp,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    @Nullable Position position,
    Handling handling) {

  /** The event of publications that name none. */
  public static final String MESSAGE = "message";

  /** What an event may look like: 1 to 64 characters. */
  public static final Pattern EVENT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,63}");

  /** The media type of bodies that the service writes. */
  public static final String JSON = "application/json";

  /** A publication that waits in its turn. */
  public Publication(
      String destination,
      String id,
      String event,
      @Nullable String sender,
      Instant timestamp,
      String contentType,
      byte[] body,
      Map<String, String> headers,
      @Nullable Position position) {
    this(
        destination,
        id,
        event,
        sender,
        timestamp,
        contentType,
        body,
        headers,
        position,
        Handling.PLAIN);
  }

  /** A publication that waits in its turn and is not recorded. */
  public Publication(
      String destination,
      String id,
      String event,
      @Nullable String sender,
      Instant timestamp,
      String contentType,
      byte[] body,
      Map<String, String> headers) {
    this(destination, id, event, sender, timestamp, contentType, body, headers, null);
  }

  /** The same publication, recorded there. */
  public Publication at(Position recorded) {
    return new Publication(
        destination, id, event, sender, timestamp, contentType, body, headers, recorded, handling);
  }

  /** Whether it is about the channel itself and goes only to those who asked for such signals. */
  public boolean isSignal() {
    return event.startsWith("$");
  }
}
