package io.switchboard.stomp;

import io.switchboard.broker.Broker;
import io.switchboard.broker.BrokerMetrics;
import io.switchboard.broker.BrokerSettings;
import io.switchboard.broker.FanOutBroker;
import io.switchboard.broker.NodeBus;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.broker.SpringBroker;
import io.switchboard.shared.ChannelName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.DefaultSimpUserRegistry;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring's messaging around the service's own broker: {@code SimpMessagingTemplate} and
 * {@code @MessageMapping} work, and either of Spring's brokers can take the place of the fan-out.
 * Client frames stay on the socket's thread, which keeps their order without a queue.
 */
@Configuration(proxyBeanMethods = false)
class MessagingConfiguration extends AbstractMessageBrokerConfiguration {

  private static final String[] PREFIXES = {ChannelName.TOPIC};

  /** What serves sessions stops after the last of them is gone, and before the web server. */
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

  private final BrokerSettings settings;
  private final ObjectProvider<WebSocketMessageBrokerConfigurer> configurers;
  private final JsonMapper json;

  MessagingConfiguration(
      BrokerSettings settings,
      ObjectProvider<WebSocketMessageBrokerConfigurer> configurers,
      JsonMapper json) {
    this.settings = settings;
    this.configurers = configurers;
    this.json = json;
  }

  @Bean
  @ConditionalOnMissingBean
  NodeBus nodeBus() {
    return NodeBus.none();
  }

  @Bean
  Broker broker(
      @Qualifier("clientInboundChannel") AbstractSubscribableChannel clientInboundChannel,
      @Qualifier("clientOutboundChannel") AbstractSubscribableChannel clientOutboundChannel,
      @Qualifier("brokerChannel") AbstractSubscribableChannel brokerChannel,
      NodeBus bus,
      PublicationFactory publications,
      BrokerMetrics metrics) {
    return switch (settings.engine()) {
      case SWITCHBOARD -> {
        FanOutBroker fanOut =
            new FanOutBroker(
                clientInboundChannel,
                clientOutboundChannel,
                brokerChannel,
                bus,
                publications,
                metrics);
        fanOut.setPhase(PHASE);
        yield fanOut;
      }
      case SIMPLE ->
          new SpringBroker(
              clientInboundChannel, clientOutboundChannel, brokerChannel, publications, false);
      case RELAY ->
          new SpringBroker(
              clientInboundChannel, clientOutboundChannel, brokerChannel, publications, true);
    };
  }

  @Override
  protected int initPhase() {
    return PHASE;
  }

  @Override
  protected void configureMessageBroker(MessageBrokerRegistry registry) {
    registry.setApplicationDestinationPrefixes("/app");
    switch (settings.engine()) {
      case SIMPLE -> registry.enableSimpleBroker(PREFIXES);
      case RELAY -> {
        BrokerSettings.Relay relay = settings.relay();
        registry
            .enableStompBrokerRelay(PREFIXES)
            .setRelayHost(relay.host())
            .setRelayPort(relay.port())
            .setVirtualHost(relay.virtualHost())
            .setClientLogin(relay.login())
            .setClientPasscode(relay.passcode())
            .setSystemLogin(relay.login())
            .setSystemPasscode(relay.passcode());
      }
      case SWITCHBOARD -> {}
    }
  }

  /** An application's interceptors; its executors are not used, for they would lose the order. */
  @Override
  protected void configureClientInboundChannel(ChannelRegistration registration) {
    configurers.orderedStream().forEach(it -> it.configureClientInboundChannel(registration));
    registration.executor(new SyncTaskExecutor());
  }

  @Override
  protected void configureClientOutboundChannel(ChannelRegistration registration) {
    configurers.orderedStream().forEach(it -> it.configureClientOutboundChannel(registration));
    registration.executor(new SyncTaskExecutor());
  }

  @Override
  protected void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    configurers.orderedStream().forEach(it -> it.addArgumentResolvers(resolvers));
  }

  @Override
  protected void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
    configurers.orderedStream().forEach(it -> it.addReturnValueHandlers(handlers));
  }

  @Override
  protected boolean configureMessageConverters(List<MessageConverter> converters) {
    return configurers
        .orderedStream()
        .map(it -> it.configureMessageConverters(converters))
        .reduce(true, Boolean::logicalAnd);
  }

  @Override
  protected JacksonJsonMessageConverter createJacksonJsonConverter() {
    return new JacksonJsonMessageConverter(json);
  }

  @Override
  protected SimpAnnotationMethodMessageHandler createAnnotationMethodMessageHandler(
      AbstractSubscribableChannel clientInboundChannel,
      AbstractSubscribableChannel clientOutboundChannel,
      SimpMessagingTemplate brokerMessagingTemplate) {
    return new ApplicationMethods(
        clientInboundChannel, clientOutboundChannel, brokerMessagingTemplate);
  }

  /** The fan-out broker is a bean of its own; without an engine there is no simple broker. */
  @Override
  @Bean
  public @Nullable AbstractBrokerMessageHandler simpleBrokerMessageHandler(
      AbstractSubscribableChannel clientInboundChannel,
      AbstractSubscribableChannel clientOutboundChannel,
      AbstractSubscribableChannel brokerChannel,
      UserDestinationResolver userDestinationResolver) {
    return settings.engine() == BrokerSettings.Engine.SWITCHBOARD
        ? null
        : super.simpleBrokerMessageHandler(
            clientInboundChannel, clientOutboundChannel, brokerChannel, userDestinationResolver);
  }

  /** A user's streams are addressed by the user's id, so no registry of sessions is needed. */
  @Override
  @Bean
  public UserDestinationResolver userDestinationResolver(
      SimpUserRegistry userRegistry,
      AbstractSubscribableChannel clientInboundChannel,
      AbstractSubscribableChannel clientOutboundChannel) {
    return new UserStreamResolver(settings.engine());
  }

  @Override
  protected SimpUserRegistry createLocalUserRegistry(@Nullable Integer order) {
    return new DefaultSimpUserRegistry();
  }
}
