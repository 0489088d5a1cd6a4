package io.switchboard.preference;

import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says why a message would or would not come: to a user about his own, to operators about anybody's
 * and about a whole planned notification. Nothing is sent and nothing changes.
 */
@RestController
class ExplainController {

  /** How many users one preview looks at. */
  private static final int MAX_USERS = 1_000;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("2201-01-01T00:00:00Z");

  private final Recipients recipients;
  private final CatalogueStore catalogues;
  private final Clock clock;

  ExplainController(Recipients recipients, CatalogueStore catalogues, Clock clock) {
    this.recipients = recipients;
    this.catalogues = catalogues;
    this.clock = clock;
  }

  @GetMapping("/api/preferences/explain")
  Explanation explain(
      @AuthenticationPrincipal Caller caller,
      @RequestParam String policyType,
      @RequestParam String channelType,
      @RequestParam(required = false) @Nullable Instant at) {
    return explain(caller.user(), policyType, channelType, at);
  }

  @GetMapping("/api/users/{user}/preferences/explain")
  Explanation explain(
      @PathVariable UserId user,
      @RequestParam String policyType,
      @RequestParam String channelType,
      @RequestParam(required = false) @Nullable Instant at) {
    Catalogue catalogue = catalogues.current();
    catalogue.requirePolicyType(policyType, "policyType");
    catalogue.requireChannelType(channelType, "channelType");
    Question question = Question.of(policyType, channelType, moment(at));
    return Explanation.of(
        Objects.requireNonNull(recipients.decide(question, List.of(user)).get(user)));
  }

  @PostMapping("/api/preferences/preview")
  PreferencePreview preview(@Valid @RequestBody PreviewRequest request) {
    Set<UserId> users = new LinkedHashSet<>(request.recipients().users());
    if (users.size() > MAX_USERS) {
      throw new Refused(
          ErrorCode.TOO_LARGE,
          "The preview names %d users; name at most %d.".formatted(users.size(), MAX_USERS));
    }
    Catalogue catalogue = catalogues.current();
    catalogue.requirePolicyType(request.policyType(), "policyType");
    Question question =
        Question.of(request.policyType(), Cell.ANY, moment(request.at())).with(request.urgency());
    return PreferencePreview.of(
        question, recipients.decideOnAll(question, catalogue.channelTypes(), users));
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for moments at which no calendar is known
   */
  private Instant moment(@Nullable Instant at) {
    if (at == null) {
      return clock.instant();
    }
    if (at.isBefore(EARLIEST) || !at.isBefore(LATEST)) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE, "at", "A moment lies in the years 1970 to 2200, in UTC.");
    }
    return at;
  }

  /**
   * @param at the moment to ask about, in the years 1970 to 2200; now if absent
   * @param critical whether it never waits
   */
  record PreviewRequest(
      @NotNull String policyType,
      @NotNull @Valid PlannedRecipients recipients,
      @Nullable Instant at,
      @Nullable Boolean critical) {

    Urgency urgency() {
      return Boolean.TRUE.equals(critical) ? Urgency.CRITICAL : Urgency.NORMAL;
    }
  }

  record PlannedRecipients(@NotNull List<@NotNull UserId> users) {}

  /**
   * A decision as clients read it.
   *
   * @param row what stands there, as {@code policyType/channelType} with {@code *} for all
   * @param detail the reason for people to read
   */
  record Explanation(
      Verdict verdict,
      Reason reason,
      Layer layer,
      @Nullable String row,
      @Nullable Instant until,
      @Nullable Duration unlessSeenFor,
      String detail) {

    static Explanation of(Decision decision) {
      return new Explanation(
          decision.verdict(),
          decision.reason(),
          decision.layer(),
          decision.row(),
          decision.until(),
          decision.unlessSeenFor(),
          decision.reason().sentence());
    }
  }
}
