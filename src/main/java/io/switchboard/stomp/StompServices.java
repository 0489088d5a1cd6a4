package io.switchboard.stomp;

import io.switchboard.broker.Broker;
import io.switchboard.broker.BrokerSettings;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.Failures;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every session shares.
 *
 * @param maxQueuedBytes how much may wait for one client
 */
record StompServices(
    StompSettings settings,
    StompAuthentication authentication,
    DestinationRules rules,
    SubscriptionHooks hooks,
    Broker broker,
    PublicationFactory publications,
    Failures failures,
    StompMetrics metrics,
    JsonMapper json,
    Clock clock,
    int maxQueuedBytes) {

  @Configuration(proxyBeanMethods = false)
  static class Wiring {

    @Bean
    StompServices stompServices(
        StompSettings settings,
        StompAuthentication authentication,
        DestinationRules rules,
        SubscriptionHooks hooks,
        Broker broker,
        PublicationFactory publications,
        Failures failures,
        StompMetrics metrics,
        JsonMapper json,
        Clock clock,
        BrokerSettings brokerSettings) {
      return new StompServices(
          settings,
          authentication,
          rules,
          hooks,
          broker,
          publications,
          failures,
          metrics,
          json,
          clock,
          (int) brokerSettings.maxQueuedBytes().toBytes());
    }
  }
}
