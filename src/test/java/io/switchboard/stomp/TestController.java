package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpAttributes;
import org.springframework.messaging.simp.SimpAttributesContextHolder;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/** A controller as an application writes it. */
@Controller
@MessageMapping("/test")
class TestController {

  final Queue<String> forgotten = new ConcurrentLinkedQueue<>();

  record Hello(@NotBlank String name) {}

  record Greeting(String text, String user, String language) {}

  @MessageMapping("/greet")
  @SendToUser("/queue/replies")
  Greeting greet(@Valid @Payload Hello hello, Principal user, @Header("x-lang") String language) {
    return new Greeting("Hello " + hello.name(), user.getName(), language);
  }

  @MessageMapping("/whisper")
  @SendToUser(destinations = "/queue/replies", broadcast = false)
  String whisper(String text) {
    return text;
  }

  @MessageMapping("/announce/{room}")
  @SendTo("/topic/live:{room}")
  String announce(@DestinationVariable String room, String text) {
    return text + " in " + room;
  }

  /** Counts in the session, and notes when that is over. */
  @MessageMapping("/count")
  @SendToUser("/queue/replies")
  String count(SimpMessageHeaderAccessor headers) {
    Map<String, Object> attributes = Objects.requireNonNull(headers.getSessionAttributes());
    SimpAttributes session = SimpAttributesContextHolder.currentAttributes();
    session.registerDestructionCallback("count", () -> forgotten.add(session.getSessionId()));
    return attributes.merge("count", 1, (a, b) -> (int) a + (int) b) + " " + headers.getSessionId();
  }

  @MessageMapping("/refuse")
  void refuse() {
    throw new Refused(ErrorCode.CONFLICT, "Not now.");
  }

  @MessageMapping("/fail")
  void fail() {
    throw new IllegalStateException("secret");
  }

  @MessageMapping("/later")
  CompletableFuture<String> failLater() {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new Refused(ErrorCode.CONFLICT, "Not even later.");
        },
        CompletableFuture.delayedExecutor(200, java.util.concurrent.TimeUnit.MILLISECONDS));
  }

  @MessageMapping("/unwritable")
  @SendToUser("/queue/replies")
  ApplicationBeans.Unwritable unwritable() {
    return new ApplicationBeans.Unwritable();
  }

  @MessageMapping("/excuse")
  void excuse() {
    throw new UnsupportedOperationException("handled");
  }

  @MessageExceptionHandler
  @SendToUser("/queue/replies")
  String on(UnsupportedOperationException failure) {
    return "excused: " + failure.getMessage();
  }
}
