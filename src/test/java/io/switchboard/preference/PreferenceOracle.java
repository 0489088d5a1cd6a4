package io.switchboard.preference;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The preference rule as it is told to people, gate by gate, without a thought for speed: it looks
 * at every row and at every minute.
 *
 * @param enabledClasses the policy types that are on without a choice
 * @param immediate the channel types on which nothing waits
 * @param addressed the channel types that need an address
 */
record PreferenceOracle(
    Set<String> enabledClasses,
    Set<String> immediate,
    Set<String> addressed,
    Rulings platform,
    Rulings tenant,
    UserPreferences user,
    WallClock clock) {

  Decision decide(Question question) {
    Decision layers = layers(question.policyType(), question.channelType());
    if (layers.verdict() == Verdict.SUPPRESS) {
      return layers;
    }
    ChannelSettings settings = user.channels().get(question.channelType());
    if (addressed.contains(question.channelType())
        && (settings == null || settings.address() == null)) {
      return decision(Reason.NO_ADDRESS, Layer.ADDRESS, "*/" + question.channelType());
    }
    if (question.expiresAt() != null && !question.at().isBefore(question.expiresAt())) {
      return expired();
    }
    if (immediate.contains(question.channelType()) || question.urgency() == Urgency.CRITICAL) {
      return layers;
    }
    return time(question, layers);
  }

  private Decision layers(String policyType, String channelType) {
    if (user.erased()) {
      return decision(Reason.ERASED, Layer.ADDRESS, "*/*");
    }
    String bad = wordOf(user.suppressions().get(channelType));
    if (bad != null) {
      return decision(Reason.valueOf(bad), Layer.ADDRESS, "*/" + channelType);
    }
    for (Ruling ruling : new Ruling[] {Ruling.FORBIDDEN, Ruling.REQUIRED}) {
      for (Layer layer : new Layer[] {Layer.PLATFORM, Layer.TENANT}) {
        Rulings rows = layer == Layer.PLATFORM ? platform : tenant;
        String row = narrowest(rows.rows(), policyType, channelType, ruling::equals);
        if (row != null) {
          return decision(Reason.valueOf(ruling.name()), layer, row);
        }
      }
    }
    String exact = policyType + "/" + channelType;
    String off = narrowest(user.choices(), policyType, channelType, PolicySetting.DISABLED::equals);
    String on = narrowest(user.choices(), policyType, channelType, PolicySetting.ENABLED::equals);
    String mute = muteAmong(user.choices(), policyType, channelType);
    if (mute != null) {
      return decision(Reason.MUTED, Layer.USER, mute);
    }
    if (exact.equals(off)) {
      return decision(Reason.DISABLED_BY_USER, Layer.USER, exact);
    }
    if (exact.equals(on)) {
      return decision(Reason.ENABLED_BY_USER, Layer.USER, exact);
    }
    return defaults(policyType, channelType);
  }

  private Decision defaults(String policyType, String channelType) {
    for (Layer layer : new Layer[] {Layer.TENANT, Layer.PLATFORM}) {
      Map<Cell, Ruling> rows = (layer == Layer.PLATFORM ? platform : tenant).rows();
      String off = narrowest(rows, policyType, channelType, Ruling.DISABLED::equals);
      if (off != null) {
        return decision(Reason.valueOf("DISABLED_BY_" + layer), layer, off);
      }
      String on = narrowest(rows, policyType, channelType, Ruling.ENABLED::equals);
      if (on != null) {
        return decision(Reason.valueOf("ENABLED_BY_" + layer), layer, on);
      }
    }
    return decision(
        enabledClasses.contains(policyType) ? Reason.ENABLED_BY_CLASS : Reason.DISABLED_BY_CLASS,
        Layer.CLASS,
        policyType + "/*");
  }

  private Decision time(Question question, Decision layers) {
    Cell cell = new Cell(question.policyType(), question.channelType());
    CellMode mode = user.modes().getOrDefault(cell, new CellMode(false, 0));
    ChannelSettings settings =
        user.channels()
            .getOrDefault(
                question.channelType(), new ChannelSettings(null, null, null, clock.zone()));
    boolean looks = mode.unseenMinutes() > 0;
    if (looks && question.progress().seen()) {
      return decision(Reason.SEEN, Layer.USER, cell.toString());
    }
    Reason why = null;
    Instant due = question.at();
    if (mode.digest()) {
      if (!question.progress().digestDue()) {
        why = Reason.DIGEST;
        due =
            clock.next(settings.digestAt() == null ? LocalTime.of(8, 0) : settings.digestAt(), due);
      }
    } else if (looks) {
      Instant patience = question.acceptedAt().plusSeconds(mode.unseenMinutes() * 60L);
      if (patience.compareTo(due) > 0) {
        why = Reason.UNLESS_SEEN;
        due = patience;
      }
    }
    Instant loud = clock.outside(settings.quietHours(), due);
    if (why == null && loud.equals(question.at())) {
      return layers;
    }
    if (question.expiresAt() != null && question.expiresAt().compareTo(loud) <= 0) {
      return expired();
    }
    return why == null
        ? new Decision(Reason.QUIET_HOURS, Layer.USER, "*/" + question.channelType(), loud, null)
        : new Decision(
            why,
            Layer.USER,
            cell.toString(),
            loud,
            why == Reason.UNLESS_SEEN ? Duration.ofMinutes(mode.unseenMinutes()) : null);
  }

  /**
   * The row that says so about the cell and names the most types, the policy type counting more.
   */
  private static <T> @Nullable String narrowest(
      Map<Cell, T> rows, String policyType, String channelType, Predicate<T> says) {
    String best = null;
    int most = -1;
    for (var row : rows.entrySet()) {
      String policy = row.getKey().policyType();
      String channel = row.getKey().channelType();
      boolean covers =
          (policy.equals("*") || policy.equals(policyType))
              && (channel.equals("*") || channel.equals(channelType));
      int named = (policy.equals("*") ? 0 : 2) + (channel.equals("*") ? 0 : 1);
      if (covers && says.test(row.getValue()) && named > most) {
        most = named;
        best = policy + "/" + channel;
      }
    }
    return best;
  }

  private static @Nullable String muteAmong(
      Map<Cell, PolicySetting> choices, String policyType, String channelType) {
    String[] mutes = {policyType + "/*", "*/" + channelType, "*/*"};
    for (String mute : mutes) {
      for (var row : choices.entrySet()) {
        if (row.getKey().toString().equals(mute) && row.getValue() == PolicySetting.DISABLED) {
          return mute;
        }
      }
    }
    return null;
  }

  private static @Nullable String wordOf(@Nullable Suppression suppression) {
    return suppression == null ? null : suppression.name();
  }

  private static Decision decision(Reason reason, Layer layer, String row) {
    return new Decision(reason, layer, row, null, null);
  }

  private static Decision expired() {
    return new Decision(Reason.EXPIRED, Layer.MESSAGE, null, null, null);
  }
}
