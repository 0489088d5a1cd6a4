package io.switchboard.stomp;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The streams of the wire itself. */
@Configuration(proxyBeanMethods = false)
class BuiltInStreams {

  @Bean
  UserStream errorStream() {
    return new UserStream("errors");
  }

  @Bean
  UserStream replyStream() {
    return new UserStream("replies");
  }

  @Bean
  UserStream sessionStream() {
    return new UserStream(SessionNotice.STREAM);
  }
}
