package io.switchboard.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.switchboard.broker.Priority;
import io.switchboard.broker.Publication;
import io.switchboard.security.Authorities;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Failures;
import io.switchboard.shared.Idempotency;
import io.switchboard.shared.Position;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Publishing by REST. What is answered has been accepted: on recorded channels, committed. */
@RestController
class ChannelController {

  private static final int MAX_MESSAGES = 1_000;
  private static final Duration PATIENCE = Duration.ofMillis(2_800);

  private final ClientMessages messages;
  private final Failures failures;
  private final JsonMapper json;

  ChannelController(ClientMessages messages, Failures failures, JsonMapper json) {
    this.messages = messages;
    this.failures = failures;
    this.json = json;
  }

  @PostMapping("/api/channels/{channel}/messages")
  Accepted publish(
      @AuthenticationPrincipal Caller caller,
      @PathVariable ChannelName channel,
      @Valid @RequestBody NewMessage message,
      HttpServletRequest request) {
    Draft draft = part(message.draft(caller, json), request, 0);
    return Accepted.of(joined(messages.publish(caller, channel, draft), deadline()));
  }

  /** Many messages on any channels; each gets its own verdict, and none stops another. */
  @PostMapping("/api/publish")
  Verdicts publishMany(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody NewMessages batch,
      HttpServletRequest request) {
    if (!caller.has(Authorities.PUBLISH)) {
      throw new Refused(ErrorCode.FORBIDDEN, "Publishing many needs the authority 'publish'.");
    }
    if (batch.messages().size() > MAX_MESSAGES) {
      throw new Refused(
          ErrorCode.TOO_LARGE,
          "At most " + MAX_MESSAGES + " messages at once; send the rest after.");
    }
    long deadline = deadline();
    List<CompletableFuture<Publication>> published = new ArrayList<>(batch.messages().size());
    for (JsonNode message : batch.messages()) {
      published.add(
          System.nanoTime() - deadline < 0
              ? publishOne(caller, message, request, published.size())
              : CompletableFuture.failedFuture(unconfirmed()));
    }
    return new Verdicts(published.stream().map(each -> verdict(each, deadline)).toList());
  }

  private CompletableFuture<Publication> publishOne(
      Caller caller, JsonNode node, HttpServletRequest request, int index) {
    try {
      AddressedMessage message = json.treeToValue(node, AddressedMessage.class);
      Draft draft = part(message.content().draft(caller, json), request, index);
      return messages.publish(caller, message.channel(), draft);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static Draft part(Draft draft, HttpServletRequest request, int index) {
    return Idempotency.of(request).map(claim -> draft.partOf(claim, index)).orElse(draft);
  }

  private Verdict verdict(CompletableFuture<Publication> published, long deadline) {
    try {
      return Verdict.accepted(joined(published, deadline));
    } catch (RuntimeException failure) {
      return Verdict.rejected(refused(failure));
    }
  }

  private Refused refused(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refused refused) {
        return refused;
      }
    }
    return failure instanceof JacksonException
        ? new Refused(
            ErrorCode.INVALID_VALUE,
            "A message has 'channel', 'data', and may have 'event', 'ephemeral' and"
                + " 'priority'.")
        : failures.translate(failure);
  }

  /** A database that hangs is answered before a client gives up, however much he sent. */
  private static long deadline() {
    return System.nanoTime() + PATIENCE.toNanos();
  }

  /** What is given up is not recorded later, unless it is being recorded now. */
  private static Publication joined(CompletableFuture<Publication> published, long deadline) {
    try {
      return published.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failure);
    } catch (TimeoutException _) {
      published.cancel(false);
      throw unconfirmed();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Refused(ErrorCode.UNAVAILABLE, "The service is stopping.");
    }
  }

  private static Refused unconfirmed() {
    return new Refused(
        ErrorCode.UNAVAILABLE,
        "The message is not confirmed in time; repeat it with the same Idempotency-Key.");
  }

  /**
   * @param event {@code message} if absent
   * @param data any JSON, the body of the MESSAGE
   * @param ephemeral delivered and never recorded, {@code false} if absent
   * @param priority {@code high}, {@code normal} or {@code low}, {@code normal} if absent
   */
  record NewMessage(
      @Nullable String event,
      @NotNull JsonNode data,
      @Nullable Boolean ephemeral,
      @Nullable String priority) {

    Draft draft(Caller caller, JsonMapper json) {
      return new Draft(
          event,
          caller.user().value(),
          Publication.JSON,
          json.writeValueAsBytes(data),
          Map.of(),
          Boolean.TRUE.equals(ephemeral),
          Priority.of(priority));
    }
  }

  /**
   * @param messages 1 to 1,000, each as {@link AddressedMessage}
   */
  record NewMessages(@NotNull @NotEmpty List<JsonNode> messages) {}

  /** A message and where it goes. */
  record AddressedMessage(
      ChannelName channel,
      @Nullable String event,
      JsonNode data,
      @Nullable Boolean ephemeral,
      @Nullable String priority) {

    AddressedMessage {
      if (channel == null || data == null) {
        throw new Refused(ErrorCode.INVALID_VALUE, "A message needs 'channel' and 'data'.");
      }
    }

    NewMessage content() {
      return new NewMessage(event, data, ephemeral, priority);
    }
  }

  /**
   * @param epoch the channel's epoch, absent if the message was not recorded
   * @param offset and its offset there
   */
  record Accepted(String id, @Nullable String epoch, @Nullable Long offset, Instant timestamp) {

    static Accepted of(Publication publication) {
      Position position = publication.position();
      return new Accepted(
          publication.id(),
          position == null ? null : position.epoch(),
          position == null ? null : position.offset(),
          publication.timestamp());
    }
  }

  record Verdicts(List<Verdict> results) {}

  /**
   * @param status {@code accepted} with the members of {@link Accepted}, or {@code rejected} with
   *     {@code code}, {@code temporary}, {@code detail} and, if fields were wrong, {@code errors}
   */
  record Verdict(
      String status,
      @JsonUnwrapped @Nullable Accepted accepted,
      @Nullable ErrorCode code,
      @Nullable Boolean temporary,
      @Nullable String detail,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem.FieldError> errors) {

    static Verdict accepted(Publication publication) {
      return new Verdict("accepted", Accepted.of(publication), null, null, null, List.of());
    }

    static Verdict rejected(Refused refused) {
      return new Verdict(
          "rejected",
          null,
          refused.code(),
          refused.code().temporary(),
          refused.detail(),
          refused.errors());
    }
  }
}
