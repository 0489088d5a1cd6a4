package io.switchboard.message;

import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** Types of an application beside the service. */
@TestConfiguration(proxyBeanMethods = false)
class TestTypes {

  @Bean
  MessageType sum() {
    return type(
        "SUM",
        (caller, data) ->
            Map.of("sum", data.get("a").asInt() + data.get("b").asInt(), "for", caller.user()));
  }

  @Bean
  MessageType announced() {
    return type("ANNOUNCED", (_, data) -> Map.of("announced", data));
  }

  @Bean
  MessageType refused() {
    return type(
        "REFUSED",
        (_, _) -> {
          throw new Refused(ErrorCode.CONFLICT, "Not today.");
        });
  }

  private static MessageType type(String name, BiFunction<Caller, JsonNode, Object> handler) {
    return new MessageType() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Object handle(Caller caller, JsonNode data) {
        return handler.apply(caller, data);
      }
    };
  }
}
