package io.switchboard.stream;

import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.Destination;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Event streams, for a browser's own {@code EventSource} and for anything that reads lines. */
@RestController
class EventStreamController {

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final EventStreams streams;

  EventStreamController(EventStreams streams) {
    this.streams = streams;
  }

  /** One channel. A browser that connects again says where it was in {@code Last-Event-ID}. */
  @GetMapping("/api/channels/{channel}/events")
  void one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable ChannelName channel,
      @RequestParam(required = false) @Nullable String since,
      @RequestParam(required = false) @Nullable String event,
      @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    streams.open(
        caller,
        List.of(Destination.parse(ChannelName.TOPIC + channel)),
        Cursor.ofOne(first(lastEventId, since)),
        event,
        request,
        response);
  }

  /**
   * Several channels at once, the presence of some, and some of the caller's own streams.
   *
   * @param presence channels whose presence is watched
   * @param stream names of user streams, such as {@code inbox}
   */
  @GetMapping("/api/events")
  void many(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") List<ChannelName> channel,
      @RequestParam(defaultValue = "") List<ChannelName> presence,
      @RequestParam(defaultValue = "") List<String> stream,
      @RequestParam(required = false) @Nullable String since,
      @RequestParam(required = false) @Nullable String event,
      @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    List<Destination> destinations =
        Stream.of(
                channel.stream().map(name -> ChannelName.TOPIC + name),
                presence.stream().map(name -> ChannelName.TOPIC + name + "/presence"),
                stream.stream().map(name -> "/user/queue/" + name))
            .flatMap(names -> names)
            .distinct()
            .map(Destination::parse)
            .toList();
    if (destinations.isEmpty()) {
      throw new Refused(
          ErrorCode.INVALID_VALUE, "Name at least one 'channel', 'presence' or 'stream'.");
    }
    Set<String> channels = channel.stream().map(ChannelName::value).collect(Collectors.toSet());
    streams.open(
        caller,
        destinations,
        Cursor.ofMany(first(lastEventId, since), channels),
        event,
        request,
        response);
  }

  private static @Nullable String first(@Nullable String header, @Nullable String parameter) {
    return header == null || header.isBlank() ? parameter : header;
  }
}
