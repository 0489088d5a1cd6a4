package io.switchboard.channel;

import io.switchboard.broker.Priority;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.DestinationRule;
import io.switchboard.stomp.Opening;
import io.switchboard.stomp.SendRequest;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.UserMessages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code /topic/{channel}}: joining a channel and publishing on it. */
@Component
class ChannelRule implements DestinationRule {

  private static final String PREFIX = "/topic/";
  private static final String TEXT = "text/plain;charset=UTF-8";
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(;[ -~]{1,64})?");

  private final Channels channels;
  private final Recovery recovery;
  private final MessageLimits limits;

  ChannelRule(Channels channels, Recovery recovery, MessageLimits limits) {
    this.channels = channels;
    this.recovery = recovery;
    this.limits = limits;
  }

  @Override
  public boolean covers(Destination destination) {
    String channel = destination.after(PREFIX);
    return channel != null && ChannelName.isValid(channel);
  }

  @Override
  public String authorizeSubscribe(SubscribeRequest request) {
    ChannelName channel = channel(request.destination());
    Namespace namespace = channels.authorizeSubscribe(request.caller(), channel);
    if (request.header("since") != null && request.header("receipt") == null) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "A SUBSCRIBE with 'since' is answered in its RECEIPT; ask for one.");
    }
    channels.requireRoom(namespace, channel);
    String stream = namespace.stream();
    return stream == null
        ? request.destination().value()
        : UserMessages.routingKey(request.caller().user(), stream);
  }

  /** A live channel has nothing to continue; the client hears it and starts afresh. */
  @Override
  public void open(SubscribeRequest request, Opening opening) {
    ChannelName channel = channel(request.destination());
    Namespace namespace = channels.namespace(channel);
    String since = request.header("since");
    if (channels.isRecorded(namespace)) {
      recovery.open(channel, since, namespace.lastValue(), opening);
    } else {
      opening.open(since == null ? Map.of() : Map.of("recovered", "false"), List.of(), _ -> true);
    }
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    ChannelName channel = channel(request.destination());
    Namespace namespace = channels.authorizePublish(request.caller(), channel);
    limits.countSend(request.caller(), request.session().id(), channel);
    boolean ephemeral = "true".equals(request.header("ephemeral"));
    CompletionStage<?> accepted =
        channels.publish(
            namespace,
            channel,
            new Draft(
                request.header("event"),
                request.caller().user().value(),
                contentType(request.header("content-type")),
                request.body(),
                passed(namespace, request),
                ephemeral,
                Priority.of(request.header("priority"))));
    return ephemeral || !channels.isRecorded(namespace) ? ACCEPTED : accepted;
  }

  private static Map<String, String> passed(Namespace namespace, SendRequest request) {
    if (namespace.headers().isEmpty()) {
      return Map.of();
    }
    Map<String, String> passed = new LinkedHashMap<>();
    for (String name : namespace.headers()) {
      String value = request.header(name);
      if (value != null) {
        passed.put(name, value);
      }
    }
    return passed;
  }

  private static String contentType(@Nullable String header) {
    if (header == null) {
      return TEXT;
    }
    if (!MEDIA_TYPE.matcher(header).matches()) {
      throw new Refused(ErrorCode.INVALID_VALUE, "content-type is not a media type.");
    }
    return header;
  }

  private static ChannelName channel(Destination destination) {
    return new ChannelName(destination.value().substring(PREFIX.length()));
  }
}
