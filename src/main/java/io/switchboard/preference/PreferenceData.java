package io.switchboard.preference;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What this module knows about a user: the choices and the ledger. The export has the ledger's
 * first page, and says where the next one is: all of it was once read into memory.
 */
@Component
class PreferenceData implements PersonalData {

  private static final int PAGE = 500;

  private final PreferenceSets sets;
  private final Ledger ledger;
  private final MaskStore masks;
  private final Erasures erasures;

  PreferenceData(PreferenceSets sets, Ledger ledger, MaskStore masks, Erasures erasures) {
    this.sets = sets;
    this.ledger = ledger;
    this.masks = masks;
    this.erasures = erasures;
  }

  @Override
  public String name() {
    return "preferences";
  }

  @Override
  public Object export(UserId user) {
    PreferenceSet set = sets.find(user).orElseGet(() -> new PreferenceSet(user));
    UserPreferences content = set.content();
    return new Export(
        content.choices().entrySet().stream()
            .map(
                row ->
                    new PreferenceChange(
                        row.getKey().policyType(), row.getKey().channelType(), row.getValue()))
            .toList(),
        content.modes().entrySet().stream()
            .map(
                row ->
                    new ExportedMode(
                        row.getKey().policyType(),
                        row.getKey().channelType(),
                        row.getValue().digest(),
                        row.getValue().unlessSeenFor().toString()))
            .toList(),
        content.channels(),
        content.suppressions(),
        set.held().entrySet().stream()
            .map(held -> new ExportedHold(held.getKey().channelType(), held.getValue()))
            .toList(),
        history(user, Long.MAX_VALUE));
  }

  /** The ledger's entries with smaller ids than {@code before}, up to {@value #PAGE} of them. */
  History history(UserId user, long before) {
    HistoryPage page = HistoryPage.of(ledger.of(user, before, PAGE + 1), PAGE);
    return new History(page.entries(), page.before() == null ? null : address(user, page.before()));
  }

  private static String address(UserId user, String before) {
    return PersonalData.address(PreferenceDataController.PATH, user) + "?before=" + before;
  }

  @Override
  public void erase(UserId user) {
    sets.erase(user);
    masks.erase(user);
    ledger.erase(user);
    erasures.record(user);
  }

  record Export(
      List<PreferenceChange> choices,
      List<ExportedMode> modes,
      Map<String, ChannelSettings> channels,
      Map<String, Suppression> suppressions,
      List<ExportedHold> formerAddresses,
      History history) {}

  /**
   * @param entries the newest first
   * @param next the address of the next page, absent after the last
   */
  record History(List<HistoryPage.HistoryEntry> entries, @Nullable String next) {}

  /** What is held against an address that the user gave up; what it was is not kept. */
  record ExportedHold(String channelType, Suppression reason) {}

  record ExportedMode(
      String policyType, String channelType, boolean digest, String unlessSeenFor) {}
}
