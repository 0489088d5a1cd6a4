package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What operators say about cells, and what they know about users' addresses. */
@RestController
class PolicyController {

  private static final String POLICIES = "/api/admin/preferences/policies";
  private static final String SUPPRESSION =
      "/api/users/{user}/preferences/suppressions/{channelType}";

  private final Administration administration;
  private final RulingStore rulings;
  private final Suppressions suppressions;

  PolicyController(Administration administration, RulingStore rulings, Suppressions suppressions) {
    this.administration = administration;
    this.rulings = rulings;
    this.suppressions = suppressions;
  }

  @GetMapping(POLICIES)
  Policies policies(@RequestParam(required = false) @Nullable TenantId tenant) {
    return policies(nameOf(tenant));
  }

  private Policies policies(String tenant) {
    return new Policies(
        rulings.of(tenant).rows().entrySet().stream()
            .map(
                row ->
                    new Policy(
                        row.getKey().policyType(), row.getKey().channelType(), row.getValue()))
            .sorted(Comparator.comparing(Policy::policyType).thenComparing(Policy::channelType))
            .toList());
  }

  @PutMapping(POLICIES)
  Policies rule(@AuthenticationPrincipal Caller caller, @Valid @RequestBody PolicyRequest request) {
    String tenant = nameOf(request.tenant());
    Cell cell = new Cell(request.policyType(), request.channelType());
    administration.rule(tenant, cell, request.policySetting(), Origin.operator(caller));
    return policies(tenant);
  }

  @PutMapping(SUPPRESSION)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void suppress(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UserId user,
      @PathVariable String channelType,
      @Valid @RequestBody SuppressionRequest request) {
    suppressions.suppress(
        user, channelType, request.address(), request.reason(), Origin.operator(caller));
  }

  @DeleteMapping(SUPPRESSION)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void release(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UserId user,
      @PathVariable String channelType) {
    suppressions.release(user, channelType, Origin.operator(caller));
  }

  private static String nameOf(@Nullable TenantId tenant) {
    return tenant == null ? RulingStore.PLATFORM : tenant.value();
  }

  /**
   * @param policies in the order of their names, those of the configuration included
   */
  record Policies(List<Policy> policies) {}

  record Policy(String policyType, String channelType, Ruling policySetting) {}

  /**
   * @param tenant for whom, everybody if absent
   */
  record PolicyRequest(
      @Nullable TenantId tenant,
      @NotNull String policyType,
      @NotNull String channelType,
      @NotNull Ruling policySetting) {}

  /**
   * @param address the one it is about, the one that the user has now if absent
   */
  record SuppressionRequest(@NotNull Suppression reason, @Nullable String address) {}
}
