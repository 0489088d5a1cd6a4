package io.switchboard.stomp;

import io.switchboard.security.Caller;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import tools.jackson.databind.JsonNode;

/** What an application could bring along. */
@TestConfiguration(proxyBeanMethods = false)
class ApplicationBeans {

  @Bean
  TestController testController() {
    return new TestController();
  }

  @Bean
  TestInterceptor testInterceptor() {
    return new TestInterceptor();
  }

  @Bean
  WebSocketMessageBrokerConfigurer testConfigurer(TestInterceptor interceptor) {
    return new WebSocketMessageBrokerConfigurer() {
      @Override
      public void configureClientInboundChannel(ChannelRegistration registration) {
        registration.interceptors(interceptor);
      }
    };
  }

  /** Lets {@code test.wait} go on, once for each permit. */
  @Bean
  Semaphore gate() {
    return new Semaphore(0);
  }

  @Bean
  RpcMethod waiting(Semaphore gate) {
    return new Method(
        "test.wait",
        request -> {
          gate.acquireUninterruptibly();
          return request;
        });
  }

  @Bean
  RpcMethod failing() {
    return new Method(
        "test.fail",
        _ -> {
          throw new IllegalStateException("secret");
        });
  }

  @Bean
  RpcMethod unwritable() {
    return new Method("test.unwritable", _ -> new Unwritable());
  }

  /** JSON cannot say what this is. */
  static final class Unwritable {
    public String getText() {
      throw new IllegalStateException("secret");
    }
  }

  private record Method(String name, Function<JsonNode, Object> answer) implements RpcMethod {

    @Override
    public Object call(Caller caller, JsonNode request) {
      return answer.apply(request);
    }
  }
}
