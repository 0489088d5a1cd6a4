package io.switchboard.stomp;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.security.access.AccessDeniedException;

/** An application's interceptor: notes what it sees, and does what the header {@code x-do} says. */
final class TestInterceptor implements ExecutorChannelInterceptor {

  final Queue<String> seen = new ConcurrentLinkedQueue<>();

  @Override
  public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
    StompHeaderAccessor headers = StompHeaderAccessor.wrap(message);
    seen.add("%s %s %s".formatted(headers.getCommand(), headers.getDestination(), user(headers)));
    return switch (String.valueOf(headers.getFirstNativeHeader("x-do"))) {
      case "drop" -> null;
      case "deny" -> throw new AccessDeniedException("secret");
      case "refuse" -> throw new MessageDeliveryException("secret");
      case "fail" -> throw new IllegalStateException("secret");
      default -> message;
    };
  }

  @Override
  public @Nullable Message<?> beforeHandle(
      Message<?> message, MessageChannel channel, MessageHandler handler) {
    return "drop before handling"
            .equals(StompHeaderAccessor.wrap(message).getFirstNativeHeader("x-do"))
        ? null
        : message;
  }

  private static @Nullable String user(StompHeaderAccessor headers) {
    return headers.getUser() == null ? null : headers.getUser().getName();
  }
}
