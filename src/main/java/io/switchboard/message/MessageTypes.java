package io.switchboard.message;

import io.switchboard.broker.Publication;
import io.switchboard.channel.Channels;
import io.switchboard.channel.Namespace;
import io.switchboard.message.MessageSettings.Answer;
import io.switchboard.message.MessageSettings.Type;
import io.switchboard.schema.BodySchema;
import io.switchboard.schema.BodySchemas;
import io.switchboard.shared.ChannelName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/** All types there are: those that are configured, and those that a bean handles. */
@Component
class MessageTypes {

  private static final Type TO_SENDER = new Type(null, Answer.SENDER, null);

  private final Map<String, TypedMessage> types = new HashMap<>();

  @Autowired
  MessageTypes(
      MessageSettings settings,
      List<MessageType> handlers,
      Channels channels,
      BodySchemas schemas) {
    this(settings, handlers, schemas, channel -> clientsPublish(channels, channel));
  }

  /**
   * @param published whether clients may publish on that channel at all
   */
  MessageTypes(
      MessageSettings settings,
      List<MessageType> handlers,
      BodySchemas schemas,
      Predicate<ChannelName> published) {
    Map<String, MessageType> byName = new HashMap<>();
    for (MessageType handler : handlers) {
      if (byName.put(handler.name(), handler) != null) {
        throw new IllegalStateException("Two beans handle messages of type " + handler.name());
      }
      types.put(handler.name(), typed(handler.name(), TO_SENDER, handler, schemas, published));
    }
    settings
        .types()
        .forEach(
            (name, type) ->
                types.put(name, typed(name, type, byName.get(name), schemas, published)));
  }

  private static boolean clientsPublish(Channels channels, ChannelName channel) {
    Namespace namespace = channels.namespaces().get(channel.namespace());
    return namespace != null && namespace.publish() == Namespace.Publishers.CLIENTS;
  }

  private static TypedMessage typed(
      String name,
      Type type,
      @Nullable MessageType handler,
      BodySchemas schemas,
      Predicate<ChannelName> published) {
    String property = "switchboard.messages.types[" + name + "]";
    String channel = type.channel();
    Answer given = type.answer();
    Answer answer = given != null ? given : channel == null ? Answer.SENDER : Answer.BROADCAST;
    require(
        Publication.EVENT_NAME.matcher(name).matches(),
        property,
        name,
        "a type is named as an event is: letters, digits and . _ : ~ -");
    require(
        (answer == Answer.BROADCAST) == (channel != null),
        property + ".channel",
        channel,
        "answer=broadcast needs the channel, and answer=sender has none");
    require(
        channel != null || handler != null,
        property + ".answer",
        answer,
        "nothing in the service answers this type; name the channel it is broadcast on");
    require(
        channel == null
            || (ChannelName.isValid(channel) && published.test(new ChannelName(channel))),
        property + ".channel",
        channel,
        "it is a channel of a namespace with publish=clients");
    BodySchema schema =
        type.schema() == null ? null : schemas.compile(property + ".schema", type.schema());
    if (channel == null) {
      return new TypedMessage.Answered(name, schema, Objects.requireNonNull(handler));
    }
    ChannelName target = new ChannelName(channel);
    return handler == null
        ? new TypedMessage.PassedOn(name, schema, target)
        : new TypedMessage.Broadcast(name, schema, handler, target);
  }

  private static void require(boolean holds, String property, @Nullable Object value, String rule) {
    if (!holds) {
      throw new InvalidConfigurationPropertyValueException(property, value, rule);
    }
  }

  /** The type of that name, {@code null} if there is none. */
  @Nullable TypedMessage find(String name) {
    return types.get(name);
  }

  Map<String, TypedMessage> all() {
    return Map.copyOf(types);
  }
}
