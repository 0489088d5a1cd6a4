package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.switchboard.preference.Ledger.Origin;
import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import io.switchboard.security.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The types there are: for users to read, for operators to add to those of the configuration. */
@RestController
class CatalogueController {

  private static final String POLICY_TYPE = "/api/admin/preferences/policy-types/{name}";
  private static final String CHANNEL_TYPE = "/api/admin/preferences/channel-types/{name}";

  private final CatalogueStore catalogues;
  private final Administration administration;

  CatalogueController(CatalogueStore catalogues, Administration administration) {
    this.catalogues = catalogues;
    this.administration = administration;
  }

  @GetMapping("/api/preferences/catalogue")
  CatalogueView catalogue() {
    Catalogue catalogue = catalogues.current();
    return new CatalogueView(
        catalogue.policies().stream()
            .map(type -> PolicyTypeView.of(type, catalogues.isConfigured(type)))
            .toList(),
        catalogue.channels().stream()
            .map(type -> ChannelTypeView.of(type, catalogues.isConfigured(type)))
            .toList());
  }

  @PutMapping(POLICY_TYPE)
  CatalogueView put(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @Valid @RequestBody PolicyTypeRequest request) {
    PolicyType type =
        new PolicyType(name, request.policyClass(), null, request.title(), request.description());
    administration.put(type, request.policyClass(), Origin.operator(caller));
    return catalogue();
  }

  @DeleteMapping(POLICY_TYPE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removePolicyType(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    administration.removePolicyType(name, Origin.operator(caller));
  }

  @PutMapping(CHANNEL_TYPE)
  CatalogueView put(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @Valid @RequestBody ChannelTypeRequest request) {
    administration.put(request.toType(name), Origin.operator(caller));
    return catalogue();
  }

  @DeleteMapping(CHANNEL_TYPE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeChannelType(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    administration.removeChannelType(name, Origin.operator(caller));
  }

  record CatalogueView(List<PolicyTypeView> policyTypes, List<ChannelTypeView> channelTypes) {}

  /**
   * @param initially what holds for users without a choice
   * @param configured whether it comes from the configuration and cannot be changed by REST
   */
  record PolicyTypeView(
      String name,
      @JsonProperty("class") @Nullable PolicyClass policyClass,
      PolicySetting initially,
      @Nullable String title,
      @Nullable String description,
      boolean configured) {

    static PolicyTypeView of(PolicyType type, boolean configured) {
      return new PolicyTypeView(
          type.name(),
          type.policyClass(),
          type.effective(),
          type.title(),
          type.description(),
          configured);
    }
  }

  /**
   * @param address what an address looks like: {@code none}, {@code email}, {@code https} or {@code
   *     text}
   * @param immediate whether nothing on it ever waits
   * @param configured whether it comes from the configuration and cannot be changed by REST
   */
  record ChannelTypeView(
      String name,
      String address,
      boolean immediate,
      @Nullable String title,
      @Nullable String description,
      boolean configured) {

    static ChannelTypeView of(ChannelType type, boolean configured) {
      return new ChannelTypeView(
          type.name(),
          type.address().name().toLowerCase(Locale.ROOT),
          type.immediate(),
          type.title(),
          type.description(),
          configured);
    }
  }

  record PolicyTypeRequest(
      @JsonProperty("class") @NotNull PolicyClass policyClass,
      @Nullable @Size(max = 100) String title,
      @Nullable @Size(max = 500) String description) {}

  /**
   * @param address {@code none} if absent
   * @param immediate {@code false} if absent
   */
  record ChannelTypeRequest(
      @Nullable String address,
      @Nullable Boolean immediate,
      @Nullable @Size(max = 100) String title,
      @Nullable @Size(max = 500) String description) {

    ChannelType toType(String name) {
      return new ChannelType(
          name,
          address == null ? AddressKind.NONE : AddressKind.of(address),
          Boolean.TRUE.equals(immediate),
          title,
          description);
    }
  }
}
