package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Set;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;

/**
 * Spring's {@code @MessageMapping}, which tells what became of a client's message where Spring only
 * logs it.
 */
final class ApplicationMethods extends SimpAnnotationMethodMessageHandler {

  ApplicationMethods(
      SubscribableChannel clientInboundChannel,
      MessageChannel clientOutboundChannel,
      SimpMessageSendingOperations template) {
    super(clientInboundChannel, clientOutboundChannel, template);
  }

  @Override
  protected void handleNoMatch(
      Set<SimpMessageMappingInfo> mappings, String lookupDestination, Message<?> message) {
    ApplicationCall call = ApplicationCall.of(message);
    if (call == null) {
      super.handleNoMatch(mappings, lookupDestination, message);
    } else {
      call.fail(new Refused(ErrorCode.BAD_DESTINATION, "There is no such destination."));
    }
  }

  @Override
  protected void handleMatch(
      SimpMessageMappingInfo mapping,
      HandlerMethod method,
      String lookupDestination,
      Message<?> message) {
    ApplicationCall call = ApplicationCall.of(message);
    if (call != null) {
      call.handled();
    }
    super.handleMatch(mapping, method, lookupDestination, message);
  }

  /** An application's own {@code @MessageExceptionHandler} comes first. */
  @Override
  protected void processHandlerMethodException(
      HandlerMethod method, Exception failure, Message<?> message) {
    ApplicationCall call = ApplicationCall.of(message);
    if (call == null || getExceptionHandlerMethod(method, failure) != null) {
      super.processHandlerMethodException(method, failure, message);
    } else {
      call.fail(failure);
    }
  }
}
