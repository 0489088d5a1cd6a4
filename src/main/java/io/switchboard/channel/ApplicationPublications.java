package io.switchboard.channel;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Publication;
import io.switchboard.log.ChannelLog;
import io.switchboard.log.LogEntry;
import io.switchboard.shared.ChannelName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records what code beside the service sends to a recorded channel through {@code
 * SimpMessagingTemplate} or {@code @SendTo}. Such code gets no answer, so a failure is logged.
 */
@Component
class ApplicationPublications {

  private static final Logger log = LoggerFactory.getLogger(ApplicationPublications.class);
  private final Channels channels;
  private final ChannelLog channelLog;
  private final Broker broker;

  ApplicationPublications(Channels channels, ChannelLog channelLog, Broker broker) {
    this.channels = channels;
    this.channelLog = channelLog;
    this.broker = broker;
    if (broker.carriesRecorded()) {
      broker.receiveApplication(this::publish);
    }
  }

  private void publish(Publication publication) {
    ChannelName.ofDestination(publication.destination())
        .filter(channels::isRecorded)
        .ifPresentOrElse(
            channel -> record(channel, publication), () -> broker.publish(publication));
  }

  private void record(ChannelName channel, Publication publication) {
    channelLog
        .record(new LogEntry(channel, publication, channels.namespace(channel).retention()))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.error("The application's message {} is lost", publication.id(), failure);
              }
            });
  }
}
