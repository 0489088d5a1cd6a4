package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** A user's own streams. The user comes from the token, so nobody else's can be named. */
@Component
class UserQueueRule implements DestinationRule {

  static final String PREFIX = "/user/queue/";

  private final Set<String> streams;

  UserQueueRule(List<UserStream> streams) {
    this.streams = streams.stream().map(UserStream::name).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean covers(Destination destination) {
    String stream = destination.after(PREFIX);
    return stream != null && streams.contains(stream);
  }

  @Override
  public String authorizeSubscribe(SubscribeRequest request) {
    if (request.caller().embed() != null) {
      throw new Refused(ErrorCode.FORBIDDEN, "An embed token has no user streams.");
    }
    String stream = request.destination().value().substring(PREFIX.length());
    return UserMessages.routingKey(request.caller().user(), stream);
  }
}
