package io.switchboard.preference;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a message to one user on one channel type. The first gate that has an
 * answer gives it:
 *
 * <ol>
 *   <li>the address is suppressed;
 *   <li>the platform or the tenant forbids it;
 *   <li>the platform or the tenant requires it, which skips gates 4 to 6;
 *   <li>one of the user's mutes covers it;
 *   <li>the user chose for the very cell;
 *   <li>the default of the tenant, of the platform, of the policy type's class;
 *   <li>the channel type needs an address, and the user named none;
 *   <li>it would go too late: expired, or seen meanwhile;
 *   <li>the user collects it for a digest, waits whether he sees it elsewhere, or has quiet hours.
 * </ol>
 *
 * <p>Rows about many cells never touch the rows below them, so taking one back restores every one.
 * A digest comes before quiet hours, because one that is due when they end would otherwise miss its
 * own time; what is due within them waits for their end. Critical messages and channel types that
 * are immediate pass the last gate.
 *
 * @param catalogue the types there are, and their defaults
 * @param platform what holds for everybody
 * @param tenant what holds in the user's tenant, empty if he has none
 * @param user what the user wants
 */
record PreferenceRule(Catalogue catalogue, Rulings platform, Rulings tenant, UserPreferences user) {

  Decision decide(Question question) {
    Decision wanted = wanted(question.cell());
    return wanted.sends() ? timed(question, wanted) : wanted;
  }

  /** Whether the user gets it at all: gates 1 to 7. */
  Decision wanted(Cell cell) {
    Decision stated = stated(cell);
    boolean reachable =
        !catalogue.needsAddress(cell.channelType())
            || user.channel(cell.channelType()).address() != null;
    return reachable || !stated.sends()
        ? stated
        : Decision.of(Reason.NO_ADDRESS, Layer.ADDRESS, Cell.ofChannel(cell.channelType()));
  }

  /** What everybody says about it, whether it is known where to send it or not: gates 1 to 6. */
  Decision stated(Cell cell) {
    if (user.erased()) {
      return Decision.of(Reason.ERASED, Layer.ADDRESS, new Cell(Cell.ANY, Cell.ANY));
    }
    Suppression suppression = user.suppressions().get(cell.channelType());
    if (suppression != null) {
      return Decision.of(suppression.reason(), Layer.ADDRESS, Cell.ofChannel(cell.channelType()));
    }
    return ruled(cell, Ruling.FORBIDDEN, Reason.FORBIDDEN)
        .or(() -> ruled(cell, Ruling.REQUIRED, Reason.REQUIRED))
        .or(() -> chosen(cell))
        .or(() -> byDefault(cell, tenant, Layer.TENANT))
        .or(() -> byDefault(cell, platform, Layer.PLATFORM))
        .orElseGet(() -> byClass(cell));
  }

  private Optional<Decision> ruled(Cell cell, Ruling ruling, Reason reason) {
    return platform
        .find(cell, ruling)
        .map(row -> Decision.of(reason, Layer.PLATFORM, row))
        .or(() -> tenant.find(cell, ruling).map(row -> Decision.of(reason, Layer.TENANT, row)));
  }

  private Optional<Decision> chosen(Cell cell) {
    Optional<Cell> mute =
        cell.covering().stream()
            .filter(Cell::isBroad)
            .filter(row -> user.choices().get(row) == PolicySetting.DISABLED)
            .findFirst();
    if (mute.isPresent()) {
      return mute.map(row -> Decision.of(Reason.MUTED, Layer.USER, row));
    }
    return Optional.ofNullable(user.choices().get(cell))
        .map(
            choice ->
                choice == PolicySetting.ENABLED ? Reason.ENABLED_BY_USER : Reason.DISABLED_BY_USER)
        .map(reason -> Decision.of(reason, Layer.USER, cell));
  }

  /** As with users, a row about many cells outweighs the narrower ones of its own layer. */
  private static Optional<Decision> byDefault(Cell cell, Rulings rulings, Layer layer) {
    boolean isTenant = layer == Layer.TENANT;
    Reason on = isTenant ? Reason.ENABLED_BY_TENANT : Reason.ENABLED_BY_PLATFORM;
    Reason off = isTenant ? Reason.DISABLED_BY_TENANT : Reason.DISABLED_BY_PLATFORM;
    return rulings
        .find(cell, Ruling.DISABLED)
        .map(row -> Decision.of(off, layer, row))
        .or(() -> rulings.find(cell, Ruling.ENABLED).map(row -> Decision.of(on, layer, row)));
  }

  private Decision byClass(Cell cell) {
    return Decision.of(
        catalogue.classDefault(cell.policyType()) == PolicySetting.ENABLED
            ? Reason.ENABLED_BY_CLASS
            : Reason.DISABLED_BY_CLASS,
        Layer.CLASS,
        new Cell(cell.policyType(), Cell.ANY));
  }

  private Decision timed(Question question, Decision wanted) {
    if (isOver(question.expiresAt(), question.at())) {
      return Decision.expired();
    }
    if (question.urgency() == Urgency.CRITICAL || catalogue.isImmediate(question.channelType())) {
      return wanted;
    }
    CellMode mode = user.mode(question.cell());
    if (mode.unseenMinutes() > 0 && question.progress().seen()) {
      return Decision.of(Reason.SEEN, Layer.USER, question.cell());
    }
    Decision wait = waiting(question, mode);
    if (wait == null) {
      return wanted;
    }
    return isOver(question.expiresAt(), wait.until()) ? Decision.expired() : wait;
  }

  private @Nullable Decision waiting(Question question, CellMode mode) {
    ChannelSettings settings = user.channel(question.channelType());
    QuietHours quiet = settings.quietHours();
    if (mode.digest() && !question.progress().digestDue()) {
      Instant due =
          DailyTime.next(catalogue.digestTime(settings), catalogue.zone(settings), question.at());
      return Decision.waiting(Reason.DIGEST, question.cell(), outside(quiet, due));
    }
    Instant unseenUntil = question.acceptedAt().plus(mode.unlessSeenFor());
    if (!mode.digest() && unseenUntil.isAfter(question.at())) {
      return new Decision(
          Reason.UNLESS_SEEN,
          Layer.USER,
          question.cell().toString(),
          outside(quiet, unseenUntil),
          mode.unlessSeenFor());
    }
    Instant loud = outside(quiet, question.at());
    return loud.isAfter(question.at())
        ? Decision.waiting(Reason.QUIET_HOURS, Cell.ofChannel(question.channelType()), loud)
        : null;
  }

  /** What others say is the same, on every node, while this is. */
  String fingerprint() {
    String others = catalogue.fingerprint() + platform + tenant + user.erased();
    return Integer.toHexString(others.hashCode());
  }

  /** The rule for the same user who changed his mind. */
  PreferenceRule with(UserPreferences changed) {
    return new PreferenceRule(catalogue, platform, tenant, changed);
  }

  private static Instant outside(@Nullable QuietHours quiet, Instant at) {
    return quiet == null ? at : quiet.endAfter(at);
  }

  private static boolean isOver(@Nullable Instant expiresAt, @Nullable Instant at) {
    return expiresAt != null && at != null && !expiresAt.isAfter(at);
  }
}
