package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lets operators read and say which tenant a user belongs to. */
@RestController
@RequestMapping("/api/users/{user}/tenant")
class MembershipController {

  private final Tenants tenants;
  private final Memberships memberships;
  private final TenantClaims claims;

  MembershipController(Tenants tenants, Memberships memberships, TenantClaims claims) {
    this.tenants = tenants;
    this.memberships = memberships;
    this.claims = claims;
  }

  @GetMapping
  Membership read(@PathVariable UserId user) {
    return new Membership(tenants.of(user).orElse(null));
  }

  @PutMapping
  Membership assign(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UserId user,
      @RequestBody Assignment assignment) {
    memberships.assign(user, assignment.tenant(), Origin.operator(caller));
    claims.forget(user);
    return new Membership(assignment.tenant());
  }

  /**
   * @param tenant {@code null} if the user belongs to none
   */
  record Membership(@Nullable TenantId tenant) {}

  /**
   * @param tenant {@code null}, which must be said, takes back what an operator said
   */
  record Assignment(@JsonProperty(required = true) @Nullable TenantId tenant) {}
}
