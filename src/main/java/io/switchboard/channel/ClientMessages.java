package io.switchboard.channel;

import io.switchboard.broker.Priority;
import io.switchboard.broker.Publication;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.DestinationRule;
import io.switchboard.stomp.SendRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The way of every message that comes from outside: who may publish it, how fast, and what it must
 * say. Only then is it published.
 */
@Component
public class ClientMessages {

  private static final String TEXT = "text/plain;charset=UTF-8";
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(;[ -~]{1,64})?");

  private final Channels channels;
  private final MessageLimits limits;
  private final BodyRules bodies;

  ClientMessages(Channels channels, MessageLimits limits, BodyRules bodies) {
    this.channels = channels;
    this.limits = limits;
    this.bodies = bodies;
  }

  /**
   * Publishes what came by REST.
   *
   * @return the publication, once it is accepted
   * @throws Refused if the sender may not, is too fast, or the message is not as it should be
   */
  CompletableFuture<Publication> publish(Caller caller, ChannelName channel, Draft draft) {
    Namespace namespace = channels.authorizeRestPublish(caller, channel);
    limits.countRest(caller, channel);
    bodies.check(caller, namespace, channel, draft);
    return channels.publish(namespace, channel, draft);
  }

  /**
   * Publishes what the frame holds.
   *
   * @return as {@link DestinationRule#send}
   * @throws Refused if the sender may not, is too fast, or the message is not as it should be
   */
  CompletionStage<?> publish(SendRequest request, ChannelName channel) {
    return publish(
        request,
        channel,
        request.header("event"),
        contentType(request.header("content-type")),
        request.body());
  }

  /**
   * Publishes for the sender of the frame, and as its headers {@code priority} and {@code
   * ephemeral} say.
   *
   * @param event {@code message} if {@code null}
   * @param contentType a media type
   * @return as {@link DestinationRule#send}
   * @throws Refused if the sender may not, is too fast, or the message is not as it should be
   */
  public CompletionStage<?> publish(
      SendRequest request,
      ChannelName channel,
      @Nullable String event,
      String contentType,
      byte[] body) {
    Caller caller = request.caller();
    Namespace namespace = channels.authorizePublish(caller, channel);
    limits.countSend(caller, request.session().id(), channel);
    boolean ephemeral = "true".equals(request.header("ephemeral"));
    Draft draft =
        new Draft(
            event,
            caller.user().value(),
            contentType,
            body,
            passed(namespace, request),
            ephemeral,
            Priority.of(request.header("priority")));
    bodies.check(caller, namespace, channel, draft);
    CompletionStage<?> accepted = channels.publish(namespace, channel, draft);
    return ephemeral || !channels.isRecorded(namespace) ? DestinationRule.ACCEPTED : accepted;
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
    if (!header.equals(Publication.JSON) && !MEDIA_TYPE.matcher(header).matches()) {
      throw new Refused(ErrorCode.INVALID_VALUE, "content-type is not a media type.");
    }
    return header;
  }
}
