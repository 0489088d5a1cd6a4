package io.switchboard.stomp;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.UserId;
import org.springframework.stereotype.Component;

/** Sends to a user's own streams, on every session and node. At most once. */
@Component
public class UserMessages {

  private final Broker broker;
  private final PublicationFactory publications;

  UserMessages(Broker broker, PublicationFactory publications) {
    this.broker = broker;
    this.publications = publications;
  }

  /**
   * @param stream a declared {@link UserStream}
   * @param body becomes the JSON body
   */
  public void send(UserId user, UserStream stream, Object body) {
    broker.publish(publications.json(routingKey(user, stream.name()), Publication.MESSAGE, body));
  }

  /** The destination under which the publications of a user's stream travel. */
  public static String routingKey(UserId user, String stream) {
    return "/user/" + user.value() + "/queue/" + stream;
  }
}
