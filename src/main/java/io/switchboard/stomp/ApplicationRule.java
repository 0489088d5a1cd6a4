package io.switchboard.stomp;

import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything under {@code /app} that no other rule covers: it goes through the interceptors of
 * {@code clientInboundChannel} to the application's {@code @MessageMapping} methods, on the
 * socket's thread. What nobody takes is refused.
 */
@Component
class ApplicationRule implements DestinationRule {

  private static final Logger log = LoggerFactory.getLogger(ApplicationRule.class);

  private final MessageChannel clientInboundChannel;
  private final ApplicationFailures failures;
  private final PublicationFactory publications;
  private final StompMetrics metrics;
  private final JsonMapper json;

  ApplicationRule(
      @Qualifier("clientInboundChannel") MessageChannel clientInboundChannel,
      ApplicationFailures failures,
      PublicationFactory publications,
      StompMetrics metrics,
      JsonMapper json) {
    this.clientInboundChannel = clientInboundChannel;
    this.failures = failures;
    this.publications = publications;
    this.metrics = metrics;
    this.json = json;
  }

  @Override
  public boolean covers(Destination destination) {
    return destination.after("/app/") != null;
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    if (request.caller().embed() != null) {
      throw new Refused(ErrorCode.FORBIDDEN, "An embed token reaches its channel only.");
    }
    ApplicationCall call = new ApplicationCall(failure -> refuseLate(request, failure));
    boolean sent;
    try {
      sent = clientInboundChannel.send(message(request, call));
    } catch (MessagingException failure) {
      throw failures.ofInterceptor(failure);
    }
    Exception failure = call.returned();
    if (failure != null) {
      throw failures.ofHandler(failure);
    }
    if (!sent || !call.isHandled()) {
      throw ApplicationFailures.notAccepted();
    }
    return ACCEPTED;
  }

  private static Message<byte[]> message(SendRequest request, ApplicationCall call) {
    MultiValueMap<String, String> sent = new LinkedMultiValueMap<>();
    request.headers().forEach(sent::add);
    try {
      StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.SEND, sent);
      headers.setSessionId(request.session().id());
      headers.setSessionAttributes(request.session().attributes());
      headers.setUser(request.caller());
      headers.setHeader(ApplicationCall.HEADER, call);
      headers.setLeaveMutable(true);
      return MessageBuilder.createMessage(request.body(), headers.getMessageHeaders());
    } catch (InvalidMimeTypeException notMediaType) {
      throw new Refused(ErrorCode.INVALID_VALUE, "content-type is not a media type.");
    }
  }

  /** The SEND was confirmed already, so its receipt says which it was. */
  private void refuseLate(SendRequest request, Exception failure) {
    Refused refused = failures.ofHandler(failure);
    log.debug("Session {}: refused late: {}", request.session().id(), refused.code());
    metrics.refused(refused.code());
    Refusal refusal = Refusal.of(refused, request.destination().value(), request.header("receipt"));
    if (!refusal.tell(request.session(), publications)) {
      request.session().send(refusal.errorFrame(json));
      request.session().close(refusal.closeCode());
    }
  }
}
