package io.switchboard.preference;

import io.switchboard.security.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A user's own preferences. Every answer is the whole set with its entity tag, because one choice
 * can change what is effective in many cells. The body is checked before the precondition.
 */
@RestController
@RequestMapping("/api/preferences")
class PreferenceController {

  private final Preferences preferences;
  private final Catalogue catalogue;

  PreferenceController(Preferences preferences, Catalogue catalogue) {
    this.preferences = preferences;
    this.catalogue = catalogue;
  }

  @GetMapping
  ResponseEntity<PreferenceOverview> read(@AuthenticationPrincipal Caller caller) {
    return answer(preferences.read(caller.user()));
  }

  @PutMapping
  ResponseEntity<PreferenceOverview> choose(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Choice choice,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    PreferenceChange change = choice.toChange();
    catalogue.require(change, "");
    IfMatch condition = IfMatch.optional(ifMatch);
    return answer(preferences.write(caller.user(), condition, new Edit.Choices(List.of(change))));
  }

  @PatchMapping
  ResponseEntity<PreferenceOverview> chooseMany(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Choices choices,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    List<PreferenceChange> changes = choices.preferences().stream().map(Choice::toChange).toList();
    catalogue.requireAll(changes);
    IfMatch condition = IfMatch.required(ifMatch);
    return answer(preferences.write(caller.user(), condition, new Edit.Choices(changes)));
  }

  @PutMapping("/channels/{channelType}")
  ResponseEntity<PreferenceOverview> configure(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String channelType,
      @Valid @RequestBody Channel channel,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    ChannelSettings settings = channel.toSettings(catalogue.addressKind(channelType));
    IfMatch condition = IfMatch.optional(ifMatch);
    return answer(
        preferences.write(caller.user(), condition, new Edit.Channel(channelType, settings)));
  }

  private static ResponseEntity<PreferenceOverview> answer(Preferences.Current current) {
    return ResponseEntity.ok().eTag(current.tag()).body(current.overview());
  }

  record Choice(
      @NotNull String policyType,
      @NotNull String channelType,
      @NotNull PolicySetting policySetting) {

    PreferenceChange toChange() {
      return new PreferenceChange(policyType, channelType, policySetting);
    }
  }

  record Choices(@NotNull List<@NotNull @Valid Choice> preferences) {}

  /** Replaces all settings of the channel type: what is absent is cleared. */
  record Channel(
      @Nullable String address, @Nullable @Valid Silence quietHours, @Nullable String digestAt) {

    ChannelSettings toSettings(AddressKind kind) {
      if (address != null) {
        kind.require(address);
      }
      return new ChannelSettings(
          address,
          quietHours == null ? null : quietHours.toQuietHours(),
          digestAt == null ? null : ChannelSettings.parseTime("digestAt", digestAt));
    }
  }

  record Silence(@NotNull String zone, @NotNull String from, @NotNull String to) {

    QuietHours toQuietHours() {
      return QuietHours.parse(zone, from, to);
    }
  }
}
