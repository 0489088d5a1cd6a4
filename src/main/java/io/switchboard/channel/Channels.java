package io.switchboard.channel;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.security.Authorities;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What channels there are, who may do what on them, and the way of every publication. */
@Component
public class Channels {

  private final Map<String, Namespace> namespaces;
  private final Broker broker;
  private final PublicationFactory publications;
  private final Clock clock;

  Channels(ChannelSettings settings, Broker broker, PublicationFactory publications, Clock clock) {
    this.namespaces = settings.namespaces();
    this.broker = broker;
    this.publications = publications;
    this.clock = clock;
  }

  /** The destination of a channel's publications. */
  public static String destination(ChannelName channel) {
    return "/topic/" + channel;
  }

  /** All namespaces by name. */
  public Map<String, Namespace> namespaces() {
    return namespaces;
  }

  /**
   * @throws Refused {@link ErrorCode#NOT_FOUND} if the namespace is not configured
   */
  public Namespace namespace(ChannelName channel) {
    Namespace namespace = namespaces.get(channel.namespace());
    if (namespace == null) {
      throw notFound();
    }
    return namespace;
  }

  private static Refused notFound() {
    return new Refused(ErrorCode.NOT_FOUND, "There is no such channel.");
  }

  /**
   * What is another user's is not there.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#FORBIDDEN}
   */
  public Namespace authorizeSubscribe(Caller caller, ChannelName channel) {
    Namespace namespace = namespace(channel);
    if (namespace.subscribe() == Namespace.Subscribers.OWNER
        && !caller.user().value().equals(channel.name())) {
      throw notFound();
    }
    if (namespace.subscribe() == Namespace.Subscribers.NOBODY || !caller.mayReach(channel)) {
      throw new Refused(ErrorCode.FORBIDDEN, "The token does not allow this channel.");
    }
    return namespace;
  }

  /**
   * A client may publish where it may subscribe, if the namespace lets clients publish.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#FORBIDDEN}
   */
  public Namespace authorizePublish(Caller caller, ChannelName channel) {
    Namespace namespace = authorizeSubscribe(caller, channel);
    if (namespace.publish() != Namespace.Publishers.CLIENTS) {
      throw new Refused(ErrorCode.FORBIDDEN, "Clients cannot publish on this channel.");
    }
    return namespace;
  }

  /** As {@link #authorizePublish}, but authority {@code publish} opens every written namespace. */
  public Namespace authorizeRestPublish(Caller caller, ChannelName channel) {
    Namespace namespace = namespace(channel);
    if (caller.has(Authorities.PUBLISH)
        && caller.mayReach(channel)
        && namespace.publish() != Namespace.Publishers.NOBODY) {
      return namespace;
    }
    return authorizePublish(caller, channel);
  }

  /**
   * @throws Refused {@link ErrorCode#LIMIT_EXCEEDED} if the channel is full on this node
   */
  void requireRoom(Namespace namespace, ChannelName channel) {
    int limit = namespace.maxSubscribers();
    if (limit > 0 && broker.subscribers(destination(channel)) >= limit) {
      throw new Refused(
          ErrorCode.LIMIT_EXCEEDED, "The channel has its " + limit + " subscribers already.");
    }
  }

  /**
   * Publishes what was authorized.
   *
   * @param event {@code message} if {@code null}
   * @param sender the user, {@code null} for a back end
   * @param headers further headers of the MESSAGE
   * @return the publication as subscribers get it
   * @throws Refused {@link ErrorCode#INVALID_VALUE} or {@link ErrorCode#TOO_LARGE}
   */
  Publication publish(
      Namespace namespace,
      ChannelName channel,
      @Nullable String event,
      @Nullable String sender,
      Content content,
      Map<String, String> headers) {
    long limit = namespace.maxBodySize().toBytes();
    if (content.body().length > limit) {
      throw new Refused(
          ErrorCode.TOO_LARGE, "The message is larger than the " + limit + " bytes allowed here.");
    }
    Publication publication =
        new Publication(
            destination(channel),
            publications.newId(),
            EventName.check(event),
            sender,
            clock.instant(),
            content.type(),
            content.body(),
            headers);
    broker.publish(publication);
    return publication;
  }

  /**
   * @param type a media type
   * @param body the bytes
   */
  record Content(String type, byte[] body) {}
}
