package io.switchboard.channel;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Handling;
import io.switchboard.broker.Priority;
import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.log.ChannelLog;
import io.switchboard.log.LogEntry;
import io.switchboard.security.Authorities;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What channels there are, who may do what on them, and the way of every publication. */
@Component
public class Channels {

  private final Map<String, Namespace> namespaces;
  private final Broker broker;
  private final ChannelLog log;
  private final PublicationFactory publications;
  private final Clock clock;

  /** Of those namespaces that conflate. */
  private final Map<String, ConflationKey> conflation = new HashMap<>();

  Channels(
      ChannelSettings settings,
      Broker broker,
      ChannelLog log,
      PublicationFactory publications,
      Clock clock,
      JsonMapper json) {
    this.namespaces = settings.namespaces();
    this.broker = broker;
    this.log = log;
    this.publications = publications;
    this.clock = clock;
    namespaces.forEach(
        (name, namespace) -> {
          if (namespace.conflateBy() != null) {
            conflation.put(name, new ConflationKey(namespace.conflateBy(), json));
          }
        });
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
    if (limit > 0 && broker.subscribers(channel.destination()) >= limit) {
      throw new Refused(
          ErrorCode.LIMIT_EXCEEDED, "The channel has its " + limit + " subscribers already.");
    }
  }

  /** Whether the channel keeps its publications. Spring's brokers carry live channels only. */
  public boolean isRecorded(Namespace namespace) {
    return namespace.recorded() && broker.carriesRecorded();
  }

  /** Whether that is a channel, and one that keeps its publications. */
  public boolean isRecorded(ChannelName channel) {
    Namespace namespace = namespaces.get(channel.namespace());
    return namespace != null && isRecorded(namespace);
  }

  /**
   * Publishes what was authorized.
   *
   * @return the publication as subscribers get it, once it is accepted: on a recorded channel after
   *     the commit
   * @throws Refused {@link ErrorCode#INVALID_VALUE}
   */
  CompletableFuture<Publication> publish(Namespace namespace, ChannelName channel, Draft draft) {
    Publication publication =
        new Publication(
            channel.destination(),
            draft.id() == null ? publications.newId() : draft.id(),
            EventName.check(draft.event()),
            draft.sender(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            draft.contentType(),
            draft.body(),
            draft.headers(),
            null,
            handling(channel, draft));
    if (isRecorded(namespace) && !draft.ephemeral()) {
      if (draft.repeated()) {
        Optional<CompletableFuture<Publication>> before = log.find(channel, publication.id());
        if (before.isPresent()) {
          return before.get();
        }
      }
      return log.record(new LogEntry(channel, publication, namespace.retention()));
    }
    broker.publish(publication);
    return CompletableFuture.completedFuture(publication);
  }

  private Handling handling(ChannelName channel, Draft draft) {
    ConflationKey key = conflation.isEmpty() ? null : conflation.get(channel.namespace());
    return key == null && draft.priority() == Priority.NORMAL
        ? Handling.PLAIN
        : new Handling(draft.priority(), key == null ? null : key.of(draft));
  }
}
