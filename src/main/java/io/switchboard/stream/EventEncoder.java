package io.switchboard.stream;

import io.switchboard.broker.EncodedFrame;
import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationEncoder;
import io.switchboard.broker.Subscription;
import io.switchboard.shared.ChannelName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Publications as events; every stream gets the same bytes. */
@Component
class EventEncoder implements PublicationEncoder {

  private final JsonMapper json;

  EventEncoder(JsonMapper json) {
    this.json = json;
  }

  @Override
  public List<EncodedFrame> encode(List<Publication> publications, Subscription subscription) {
    return publications.stream().map(publication -> EventFrame.of(publication, json)).toList();
  }

  @Override
  public Object sharedBy(Subscription subscription) {
    return this;
  }

  /** What a filter keeps from the page still moves its cursor. */
  @Override
  public @Nullable EncodedFrame skipped(Publication publication, Subscription subscription) {
    return publication.position() == null
        ? null
        : EventFrame.position(
            publication.destination().substring(ChannelName.TOPIC.length()),
            publication.position());
  }
}
