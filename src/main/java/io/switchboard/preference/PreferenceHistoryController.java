package io.switchboard.preference;

import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The consent ledger, for a user about himself and for operators about policies. */
@RestController
class PreferenceHistoryController {

  private final Ledger ledger;

  PreferenceHistoryController(Ledger ledger) {
    this.ledger = ledger;
  }

  @GetMapping("/api/preferences/history")
  HistoryPage history(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit) {
    return HistoryPage.of(ledger.of(caller.user(), after(before), limit + 1), limit);
  }

  @GetMapping("/api/admin/preferences/history")
  HistoryPage policyHistory(
      @RequestParam(required = false) @Nullable TenantId tenant,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit) {
    String of = tenant == null ? RulingStore.PLATFORM : tenant.value();
    return HistoryPage.of(ledger.ofPolicy(of, after(before), limit + 1), limit);
  }

  private static long after(@Nullable Long before) {
    return before == null ? Long.MAX_VALUE : before;
  }
}
