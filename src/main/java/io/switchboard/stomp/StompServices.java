package io.switchboard.stomp;

import io.switchboard.broker.Broker;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.broker.SlowClients;
import io.switchboard.shared.Failures;
import java.time.Clock;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What every session shares. */
@Component
record StompServices(
    StompSettings settings,
    StompAuthentication authentication,
    DestinationRules rules,
    Subscriptions subscriptions,
    SubscribeLimit subscribeLimit,
    Broker broker,
    SlowClients slowClients,
    PublicationFactory publications,
    Failures failures,
    StompMetrics metrics,
    JsonMapper json,
    Clock clock) {}
