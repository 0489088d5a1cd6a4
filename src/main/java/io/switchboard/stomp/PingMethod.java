package io.switchboard.stomp;

import io.switchboard.security.Caller;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Lets a client measure the round trip. */
@Component
class PingMethod implements RpcMethod {

  private final Clock clock;

  PingMethod(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ping";
  }

  @Override
  public Object call(Caller caller, JsonNode request) {
    return new Pong(clock.instant());
  }

  record Pong(Instant time) {}
}
