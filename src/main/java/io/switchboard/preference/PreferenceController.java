package io.switchboard.preference;

import io.switchboard.preference.Edit.ModeChange;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final String BROWSER = "Sec-Fetch-Site";

  private final Preferences preferences;
  private final CatalogueStore catalogues;
  private final AddressFingerprint fingerprint;

  PreferenceController(
      Preferences preferences, CatalogueStore catalogues, AddressFingerprint fingerprint) {
    this.preferences = preferences;
    this.catalogues = catalogues;
    this.fingerprint = fingerprint;
  }

  @GetMapping
  ResponseEntity<PreferenceOverview> read(@AuthenticationPrincipal Caller caller) {
    return answer(preferences.read(caller.user()));
  }

  @PutMapping
  ResponseEntity<PreferenceOverview> choose(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Choice choice,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      @RequestHeader(name = BROWSER, required = false) @Nullable String browser) {
    PreferenceChange change = choice.toChange();
    Catalogue catalogue = catalogues.current();
    catalogue.require(change, "");
    Edit edit = edit(catalogue, List.of(choice), "");
    IfMatch condition = IfMatch.optional(ifMatch);
    return answer(preferences.write(caller, source(browser), condition, edit));
  }

  @PatchMapping
  ResponseEntity<PreferenceOverview> chooseMany(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Choices choices,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      @RequestHeader(name = BROWSER, required = false) @Nullable String browser) {
    List<PreferenceChange> changes = choices.preferences().stream().map(Choice::toChange).toList();
    Catalogue catalogue = catalogues.current();
    catalogue.requireAll(changes);
    Edit edit = edit(catalogue, choices.preferences(), "preferences[%d].");
    IfMatch condition = IfMatch.required(ifMatch);
    return answer(preferences.write(caller, source(browser), condition, edit));
  }

  @PutMapping("/channels/{channelType}")
  ResponseEntity<PreferenceOverview> configure(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String channelType,
      @Valid @RequestBody Channel channel,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      @RequestHeader(name = BROWSER, required = false) @Nullable String browser) {
    AddressKind kind = catalogues.current().addressKind(channelType);
    ChannelSettings settings = channel.toSettings(kind);
    Edit edit = new Edit.Channel(channelType, settings, address -> fingerprint.of(address, kind));
    IfMatch condition = IfMatch.optional(ifMatch);
    return answer(preferences.write(caller, source(browser), condition, edit));
  }

  private static ResponseEntity<PreferenceOverview> answer(Preferences.Current current) {
    return ResponseEntity.ok().eTag(current.tag()).body(current.overview());
  }

  /** Browsers say so with each request of a page, and pages cannot keep them from it. */
  private static ChangeSource source(@Nullable String browser) {
    return browser == null ? ChangeSource.API : ChangeSource.WEB;
  }

  /**
   * @param path what stands before the names of fields in errors, with the choice's number
   */
  private static Edit edit(Catalogue catalogue, List<Choice> choices, String path) {
    Edit settings = new Edit.Choices(choices.stream().map(Choice::toChange).toList());
    Map<Cell, ModeChange> modes = new HashMap<>();
    for (int i = 0; i < choices.size(); i++) {
      Choice choice = choices.get(i);
      if (choice.changesMode()) {
        ModeChange mode = choice.toMode(path.formatted(i));
        catalogue.requireWaiting(choice.channelType(), path.formatted(i) + "channelType");
        modes.put(choice.toChange().cell(), mode);
      }
    }
    return modes.isEmpty() ? settings : new Edit.Both(settings, new Edit.Modes(modes));
  }

  /**
   * @param mode {@code immediate} or {@code digest}; absent leaves it
   * @param unlessSeenFor an ISO 8601 duration of whole minutes up to a week, {@code PT0S} to send
   *     anyway; absent leaves it
   */
  record Choice(
      @NotNull String policyType,
      @NotNull String channelType,
      @NotNull PolicySetting policySetting,
      @Nullable String mode,
      @Nullable String unlessSeenFor) {

    boolean changesMode() {
      return mode != null || unlessSeenFor != null;
    }

    ModeChange toMode(String path) {
      if (toChange().cell().isBroad()) {
        throw Refused.field(
            ErrorCode.NOT_PROCESSABLE,
            path + (mode == null ? "unlessSeenFor" : "mode"),
            "'*' only mutes; say for each policyType and channelType how it comes.");
      }
      return new ModeChange(
          mode == null ? null : isDigest(mode, path),
          unlessSeenFor == null ? null : minutes(unlessSeenFor, path));
    }

    private static boolean isDigest(String mode, String path) {
      if (!mode.equals("digest") && !mode.equals("immediate")) {
        throw Refused.field(
            ErrorCode.INVALID_VALUE, path + "mode", "A mode is immediate or digest.");
      }
      return mode.equals("digest");
    }

    private static int minutes(String text, String path) {
      try {
        Duration duration = Duration.parse(text);
        long minutes = duration.toMinutes();
        if (duration.equals(Duration.ofMinutes(minutes))
            && minutes >= 0
            && minutes <= CellMode.MAX_UNSEEN_MINUTES) {
          return (int) minutes;
        }
      } catch (DateTimeException | ArithmeticException _) {
        // Refused below, as anything else that is no such duration.
      }
      throw Refused.field(
          ErrorCode.INVALID_VALUE,
          path + "unlessSeenFor",
          "unlessSeenFor is whole minutes up to a week, such as PT15M; PT0S takes it back.");
    }

    PreferenceChange toChange() {
      return new PreferenceChange(policyType, channelType, policySetting);
    }
  }

  record Choices(@NotNull List<@NotNull @Valid Choice> preferences) {}

  /** Replaces all settings of the channel type: what is absent is cleared. */
  record Channel(
      @Nullable String address,
      @Nullable @Valid Silence quietHours,
      @Nullable String digestAt,
      @Nullable String zone) {

    ChannelSettings toSettings(AddressKind kind) {
      if (address != null) {
        kind.require(address);
      }
      return new ChannelSettings(
          address,
          quietHours == null ? null : quietHours.toQuietHours(),
          digestAt == null ? null : ChannelSettings.parseTime("digestAt", digestAt),
          zone == null ? null : ChannelSettings.parseZone("zone", zone));
    }
  }

  record Silence(@NotNull String zone, @NotNull String from, @NotNull String to) {

    QuietHours toQuietHours() {
      return QuietHours.parse(zone, from, to);
    }
  }
}
