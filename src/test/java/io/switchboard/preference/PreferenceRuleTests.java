package io.switchboard.preference;

import static io.switchboard.preference.PolicySetting.DISABLED;
import static io.switchboard.preference.PolicySetting.ENABLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.Question.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreferenceRuleTests {

  private static final Catalogue CATALOGUE =
      RandomPreferences.catalogue(
          List.of("social"), List.of("marketing"), List.of("in_app", "push", "email", "letter"));
  private static final Cell SOCIAL_EMAIL = new Cell("social", "email");
  private static final Cell ALL = new Cell("*", "*");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NIGHT = Instant.parse("2026-01-10T22:30:00Z");
  private static final Instant MORNING = Instant.parse("2026-01-11T06:00:00Z");

  @Test
  void followsTheClassDefaultWithoutAnyChoice() {
    assertThat(wanted(Map.of(), SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.ENABLED_BY_CLASS, Layer.CLASS, "social/*"));
    assertThat(wanted(Map.of(), new Cell("marketing", "email")))
        .isEqualTo(decision(Reason.DISABLED_BY_CLASS, Layer.CLASS, "marketing/*"));
  }

  @Test
  void disablesATypeThatIsNotThereAnyMore() {
    assertThat(wanted(Map.of(), new Cell("retired", "email")).reason())
        .isEqualTo(Reason.DISABLED_BY_CLASS);
  }

  @Test
  void prefersTheCellToTheClassDefault() {
    assertThat(wanted(Map.of(SOCIAL_EMAIL, DISABLED), SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.DISABLED_BY_USER, Layer.USER, "social/email"));
  }

  @Test
  void prefersAMuteToTheCell() {
    for (Cell mute : List.of(ALL, new Cell("*", "email"), new Cell("social", "*"))) {
      assertThat(wanted(Map.of(SOCIAL_EMAIL, ENABLED, mute, DISABLED), SOCIAL_EMAIL))
          .isEqualTo(decision(Reason.MUTED, Layer.USER, mute.toString()));
    }
  }

  @Test
  void keepsOtherCellsOutOfAMute() {
    assertThat(wanted(Map.of(new Cell("*", "push"), DISABLED), SOCIAL_EMAIL).reason())
        .isEqualTo(Reason.ENABLED_BY_CLASS);
    assertThat(wanted(Map.of(new Cell("marketing", "*"), DISABLED), SOCIAL_EMAIL).reason())
        .isEqualTo(Reason.ENABLED_BY_CLASS);
  }

  @Test
  void sendsWhatIsRequiredThoughTheUserMutedEverything() {
    UserPreferences user = choosing(Map.of(ALL, DISABLED));

    assertThat(
            rule(rulings(SOCIAL_EMAIL, Ruling.REQUIRED), Rulings.NONE, user).wanted(SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.REQUIRED, Layer.PLATFORM, "social/email"));
    assertThat(
            rule(Rulings.NONE, rulings(new Cell("social", "*"), Ruling.REQUIRED), user)
                .wanted(SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.REQUIRED, Layer.TENANT, "social/*"));
  }

  @Test
  void forbidsWhatAnotherLayerRequires() {
    Rulings forbidden = rulings(new Cell("*", "email"), Ruling.FORBIDDEN);
    Rulings required = rulings(SOCIAL_EMAIL, Ruling.REQUIRED);

    assertThat(rule(required, forbidden, UserPreferences.NONE).wanted(SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.FORBIDDEN, Layer.TENANT, "*/email"));
    assertThat(rule(forbidden, required, UserPreferences.NONE).wanted(SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.FORBIDDEN, Layer.PLATFORM, "*/email"));
  }

  @Test
  void sendsNothingToASuppressedAddressThoughItIsRequired() {
    UserPreferences user =
        new UserPreferences(
            Map.of(), Map.of(), Map.of(), Map.of("email", Suppression.BOUNCED), false);
    Rulings required = rulings(ALL, Ruling.REQUIRED);

    assertThat(rule(required, Rulings.NONE, user).wanted(SOCIAL_EMAIL))
        .isEqualTo(decision(Reason.BOUNCED, Layer.ADDRESS, "*/email"));
    assertThat(rule(required, Rulings.NONE, user).wanted(new Cell("social", "push")).reason())
        .isEqualTo(Reason.REQUIRED);
  }

  /** It once said that it would be sent, to nowhere. */
  @Test
  void sendsNothingToAUserWithoutAnAddressThoughItIsRequired() {
    Cell letter = new Cell("social", "letter");
    ChannelSettings home = new ChannelSettings("Main Street 1", null, null, null);
    UserPreferences reachable =
        new UserPreferences(Map.of(), Map.of(), Map.of("letter", home), Map.of(), false);
    Rulings required = rulings(letter, Ruling.REQUIRED);

    assertThat(wanted(Map.of(), letter))
        .isEqualTo(decision(Reason.NO_ADDRESS, Layer.ADDRESS, "*/letter"));
    assertThat(rule(required, Rulings.NONE, UserPreferences.NONE).wanted(letter).reason())
        .isEqualTo(Reason.NO_ADDRESS);
    assertThat(wanted(Map.of(letter, DISABLED), letter).reason())
        .isEqualTo(Reason.DISABLED_BY_USER);
    assertThat(rule(Rulings.NONE, Rulings.NONE, reachable).wanted(letter).reason())
        .isEqualTo(Reason.ENABLED_BY_CLASS);
  }

  @Test
  void prefersTheDefaultOfTheTenantToThatOfThePlatform() {
    Rulings on = rulings(SOCIAL_EMAIL, Ruling.ENABLED);
    Rulings off = rulings(SOCIAL_EMAIL, Ruling.DISABLED);

    assertThat(rule(on, off, UserPreferences.NONE).wanted(SOCIAL_EMAIL).reason())
        .isEqualTo(Reason.DISABLED_BY_TENANT);
    assertThat(rule(off, on, UserPreferences.NONE).wanted(SOCIAL_EMAIL).reason())
        .isEqualTo(Reason.ENABLED_BY_TENANT);
    assertThat(
            rule(off, off, choosing(Map.of(SOCIAL_EMAIL, ENABLED))).wanted(SOCIAL_EMAIL).reason())
        .isEqualTo(Reason.ENABLED_BY_USER);
  }

  @Test
  void defersToTheEndOfQuietHours() {
    assertThat(timed(CellMode.PLAIN).decide(email(NIGHT)))
        .isEqualTo(Decision.waiting(Reason.QUIET_HOURS, new Cell("*", "email"), MORNING));
    assertThat(timed(CellMode.PLAIN).decide(email(MORNING)).verdict()).isEqualTo(Verdict.SEND);
  }

  @Test
  void disturbsQuietHoursWithCriticalAndImmediateMessagesOnly() {
    PreferenceRule rule = timed(CellMode.PLAIN);

    assertThat(rule.decide(email(NIGHT).with(Urgency.CRITICAL)).verdict()).isEqualTo(Verdict.SEND);
    assertThat(rule.decide(Question.of("social", "in_app", NIGHT)).verdict())
        .isEqualTo(Verdict.SEND);
  }

  @Test
  void dropsWhatExpiresWhileItWaits() {
    PreferenceRule rule = timed(CellMode.PLAIN);

    assertThat(rule.decide(email(NIGHT).expiring(MORNING)).reason()).isEqualTo(Reason.EXPIRED);
    assertThat(rule.decide(email(NIGHT).expiring(MORNING.plusSeconds(1))).verdict())
        .isEqualTo(Verdict.DEFER);
    assertThat(rule.decide(email(MORNING).expiring(MORNING)).reason()).isEqualTo(Reason.EXPIRED);
  }

  /** One that asked about quiet hours first would miss a digest due at their end by a day. */
  @Test
  void collectsForTheDigestThatIsDueWhenQuietHoursEnd() {
    PreferenceRule rule = timed(new CellMode(true, 0));

    assertThat(rule.decide(email(NIGHT)))
        .isEqualTo(Decision.waiting(Reason.DIGEST, SOCIAL_EMAIL, MORNING));
    assertThat(rule.decide(email(NIGHT).again(MORNING, new Progress(false, true))).verdict())
        .isEqualTo(Verdict.SEND);
  }

  @Test
  void sendsOnlyWhatStaysUnseen() {
    PreferenceRule rule = timed(new CellMode(false, 15));
    Instant noon = Instant.parse("2026-01-11T11:00:00Z");
    Instant due = noon.plus(Duration.ofMinutes(15));

    assertThat(rule.decide(email(noon)))
        .isEqualTo(
            new Decision(
                Reason.UNLESS_SEEN, Layer.USER, "social/email", due, Duration.ofMinutes(15)));
    assertThat(rule.decide(email(noon).again(due, Progress.NEW)).verdict()).isEqualTo(Verdict.SEND);
    assertThat(rule.decide(email(noon).again(due, new Progress(true, false))).reason())
        .isEqualTo(Reason.SEEN);
  }

  private static PreferenceRule timed(CellMode mode) {
    QuietHours quiet = new QuietHours(BERLIN, LocalTime.of(22, 0), LocalTime.of(7, 0));
    ChannelSettings settings = new ChannelSettings(null, quiet, LocalTime.of(7, 0), null);
    return rule(
        Rulings.NONE,
        Rulings.NONE,
        new UserPreferences(
            Map.of(),
            Map.of(SOCIAL_EMAIL, mode),
            Map.of("email", settings, "in_app", settings),
            Map.of(),
            false));
  }

  private static Question email(Instant at) {
    return Question.of("social", "email", at);
  }

  private static Decision wanted(Map<Cell, PolicySetting> choices, Cell cell) {
    return rule(Rulings.NONE, Rulings.NONE, choosing(choices)).wanted(cell);
  }

  private static UserPreferences choosing(Map<Cell, PolicySetting> choices) {
    return new UserPreferences(choices, Map.of(), Map.of(), Map.of(), false);
  }

  private static PreferenceRule rule(Rulings platform, Rulings tenant, UserPreferences user) {
    return new PreferenceRule(CATALOGUE, platform, tenant, user);
  }

  private static Rulings rulings(Cell cell, Ruling ruling) {
    return new Rulings(Map.of(cell, ruling));
  }

  private static Decision decision(Reason reason, Layer layer, String row) {
    return new Decision(reason, layer, row, null, null);
  }
}
