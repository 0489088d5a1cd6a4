package io.switchboard.preference;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which tenant a user belongs to. */
@Component
class TenantData implements PersonalData {

  private final Tenants tenants;
  private final TenantClaims claims;

  TenantData(Tenants tenants, TenantClaims claims) {
    this.tenants = tenants;
    this.claims = claims;
  }

  /**
   * @param tenant absent if the user belongs to none
   */
  record Membership(@Nullable TenantId tenant) {}

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public Membership export(UserId user) {
    return new Membership(tenants.of(user).orElse(null));
  }

  @Override
  public void erase(UserId user) {
    tenants.remove(user);
  }

  @Override
  public void forget(UserId user) {
    claims.forget(user);
  }
}
