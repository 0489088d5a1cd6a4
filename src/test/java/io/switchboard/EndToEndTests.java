package io.switchboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.switchboard.testing.Api;
import io.switchboard.testing.BrowserExtension;
import io.switchboard.testing.OnH2;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

/** Real browsers at the console of the real service. */
@OnH2
class EndToEndTests {

  private static final int DESKTOP = 1200;
  private static final int PHONE = 360;

  @RegisterExtension static final BrowserExtension browser = new BrowserExtension();

  @Autowired Api api;

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");
  private final String channel = Api.newUser("chat:room");
  private String address = "";

  @BeforeEach
  void findService() {
    address = "http://127.0.0.1:" + api.port();
  }

  @Test
  void twoBrowsersSeeEachOthersMessages() {
    ConsolePage a = visit().join(alice, channel);
    ConsolePage b = visit().join(bob, channel);

    a.say("Is anybody here?");
    assertThat(a.delivered("Is anybody here?")).isVisible();
    assertThat(b.message("Is anybody here?")).containsText(alice);

    b.say("I am.");
    assertThat(a.message("I am.")).containsText(bob);
    assertThat(b.delivered("I am.")).hasCount(1);
  }

  @Test
  void aMessagePublishedByRestAppearsWithItsEvent() {
    ConsolePage a = visit().join(alice, channel);

    api.as(bob)
        .post()
        .uri("/api/channels/{channel}/messages", channel)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("event", "deploy", "data", Map.of("text", "Version 7 is out")))
        .exchange()
        .expectStatus()
        .isOk();

    assertThat(a.message("Version 7 is out").locator(".message-event")).hasText("deploy");
  }

  @Test
  void twoBrowsersSeeWhoIsThereAndHowTheyAre() {
    ConsolePage a = visit().join(alice, channel);
    ConsolePage b = visit().join(bob, channel);
    assertThat(a.people()).hasCount(2);
    assertThat(b.people()).hasCount(2);

    b.showStatus("Busy");
    assertThat(a.standing(bob)).hasText("Busy");

    b.page().getByText("Sign out").click();
    assertThat(a.person(bob)).hasCount(0);
    assertThat(a.standing(alice)).hasText("Online");
  }

  @Test
  void aUserWithTwoDevicesIsOnePerson() {
    ConsolePage a = visit().join(alice, channel);
    visit().join(bob, channel);
    visit().join(bob, channel);

    assertThat(a.person(bob)).hasCount(1);
    assertThat(a.standing(bob)).hasText("Online · 2 devices");
  }

  @Test
  void aPreferenceChangedByRestAppearsLive() {
    ConsolePage a = visit().join(alice, channel);
    assertThat(a.preference("Marketing by Email")).hasValue("inherit");
    assertThat(a.face("Marketing by Email")).hasText("Off");

    choose(alice, "marketing", "email", "enabled");

    assertThat(a.preference("Marketing by Email")).hasValue("enabled");
    assertThat(a.face("Marketing by Email")).hasText("On");
  }

  @Test
  void aMuteByRestShowsInEveryCellItCovers() {
    ConsolePage a = visit().join(alice, channel);
    a.preference("Social by Push").selectOption("enabled");

    choose(alice, "*", "push", "disabled");
    assertThat(a.face("Social by Push")).hasText("Muted");
    assertThat(a.preference("Social by Push")).hasValue("enabled");

    a.preference("All by Push").selectOption("inherit");
    assertThat(a.face("Social by Push")).hasText("On");
  }

  @Test
  void aCellSaysWhyAndTheHistoryWhatChanged() {
    ConsolePage a = visit().join(alice, channel);
    a.page().getByText("What changed").click();

    a.preference("Social by Push").selectOption("disabled");
    assertThat(a.page().locator("#preferences-changes li").first())
        .containsText("You changed policySetting of social by push from nothing to disabled.");
    assertThat(a.page().locator("#preferences-changes li").first()).hasAttribute("title", "by web");

    a.preference("Social by Push").hover();
    assertThat(a.preference("Social by Push")).hasAttribute("title", "The user switched this off.");
  }

  @Test
  void aPreferenceChosenInOneTabAppearsInTheOther() {
    ConsolePage a = visit().join(alice, channel);
    ConsolePage other = a.anotherTab().join(alice, channel);

    a.preference("Social by Push").selectOption("disabled");

    assertThat(other.preference("Social by Push")).hasValue("disabled");
    assertThat(other.page().locator("#preferences-hint")).containsText("Social by Push");
  }

  @Test
  void aScriptInAMessageOrANameIsShownAsText() {
    String attack = "<img src=x onerror=\"document.title='owned'\">";
    ConsolePage a = visit().join(alice, channel);
    ConsolePage b = visit().join(attack, channel);

    b.say(attack + "<script>document.title='owned'</script>");

    assertThat(a.page().locator(".bubble"))
        .hasText(attack + "<script>document.title='owned'</script>");
    assertThat(a.page().locator(".person-name").getByText(attack)).isVisible();
    assertThat(a.page().locator("#room img, #room script")).hasCount(0);
    assertThat(a.page()).hasTitle(channel + " · Switchboard");
  }

  @Test
  void aMessageThatTheChannelRefusesIsMarked() {
    ConsolePage a = visit().join(alice, "alerts");

    a.say("Not for me to say");

    assertThat(a.message("Not for me to say")).containsText("Try again");
  }

  @Test
  void aChannelThatDoesNotExistSaysSo() {
    ConsolePage a = visit().join(alice, "nowhere:at-all");

    assertThat(a.page().getByText("This line is closed")).isVisible();
    assertThat(a.page().locator("#text")).isDisabled();
  }

  @Test
  void comesBackAfterTheNetworkWasGone() {
    ConsolePage a = visit().join(alice, channel);
    ConsolePage b = visit().join(bob, channel);

    b.page().context().setOffline(true);
    assertThat(b.connection()).hasText("Reconnecting…");
    b.page().context().setOffline(false);
    assertThat(b.connection()).hasText("Connected");
    speak(b, "I am back");

    a.say("Welcome back");
    assertThat(b.message("Welcome back")).hasCount(1);
    assertThat(a.people()).hasCount(2);
  }

  @Test
  void comesBackAfterTheSocketWasCut() {
    ConsolePage a = visit().join(alice, channel);
    ConsolePage b = visit();
    List<Runnable> cutters = b.cutters();
    b.join(bob, channel);
    b.showStatus("Away");
    assertThat(a.standing(bob)).hasText("Away");

    cutters.getFirst().run();
    b.page().waitForCondition(() -> cutters.size() == 2);
    assertThat(b.connection()).hasText("Connected");
    speak(b, "What was that?");

    a.say("Still there?");
    assertThat(b.message("Still there?")).hasCount(1);
    assertThat(a.standing(bob)).hasText("Away");
    assertThat(a.people()).hasCount(2);
  }

  @Test
  void showsWhatWasSaidBeforeAndWhatWasMissedMeanwhile() {
    publish("Said before");
    ConsolePage a = visit();
    List<Runnable> cutters = a.cutters();
    a.join(alice, channel);
    assertThat(a.message("Said before")).hasCount(1);

    a.page().context().setOffline(true);
    cutters.getFirst().run();
    assertThat(a.connection()).not().hasText("Connected");
    publish("Missed one");
    publish("Missed two");
    a.page().context().setOffline(false);

    assertThat(a.message("Missed one")).hasCount(1);
    assertThat(a.message("Missed two")).hasCount(1);
    assertThat(a.page().locator(".message")).hasCount(3);
    assertThat(a.notices()).hasCount(0);
  }

  private void publish(String text) {
    api.as(bob)
        .post()
        .uri("/api/channels/{channel}/messages", channel)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("data", Map.of("text", text)))
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void asksForATokenWhereTheServiceGivesNone() {
    ConsolePage a = visit();
    a.page().route("**/api/dev/tokens", route -> route.fulfill(notFound()));
    a.page().locator("#name").fill(alice);
    a.page().locator("#first-channel").fill(channel);
    a.page().locator("#sign-in button").click();

    a.page().getByLabel("Access token").fill(api.token(alice));
    a.page().locator("#sign-in button").click();

    assertThat(a.connection()).hasText("Connected");
    assertThat(a.person(alice)).isVisible();
  }

  @Test
  void aTokenThatDoesNotVerifyEndsTheAttempts() {
    ConsolePage a = visit();
    a.page().route("**/api/dev/tokens", route -> route.fulfill(notFound()));
    a.page().locator("#name").fill(alice);
    a.page().locator("#first-channel").fill(channel);
    a.page().locator("#sign-in button").click();

    String token = api.token(alice);
    a.page()
        .getByLabel("Access token")
        .fill(token.substring(0, token.lastIndexOf('.') + 1) + "c2lnbmF0dXJl");
    a.page().locator("#sign-in button").click();

    assertThat(a.connection()).hasText("Connection refused");
  }

  @Test
  void fitsAPhone() {
    ConsolePage a = ConsolePage.open(browser.chromium(), address, PHONE).join(alice, channel);
    assertThat(a.preference("Marketing by Email")).isVisible();

    Assertions.assertThat(a.page().evaluate("document.documentElement.scrollWidth"))
        .isEqualTo(PHONE);
  }

  @Test
  void namesEveryControl() {
    ConsolePage a = visit().join(alice, channel);
    assertThat(a.preference("Marketing by Email")).isVisible();

    for (AriaRole role : List.of(AriaRole.BUTTON, AriaRole.TEXTBOX, AriaRole.COMBOBOX)) {
      for (var control : a.page().getByRole(role).all()) {
        assertThat(control).hasAccessibleName(Pattern.compile("\\S"));
      }
    }
  }

  /** The picture of the README comes from here. */
  @Test
  void drawsAConversation() {
    ConsolePage a = visit().join("Alice Moreau", "chat:lobby");
    ConsolePage b = visit().join("Bob Okafor", "chat:lobby");
    ConsolePage c = visit().join("Cleo Lindqvist", "chat:lobby");
    a.page().setViewportSize(DESKTOP, 860);
    converse(a, b, c);

    a.page().screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "console.png")));

    assertThat(a.page().locator(".message")).hasCount(6);
    assertThat(a.people()).hasCount(3);
  }

  private void converse(ConsolePage a, ConsolePage b, ConsolePage c) {
    speak(a, "Morning! The new build is on staging.");
    speak(b, "I see it. My status changed in all my tabs at once.");
    speak(b, "And presence took less than a second.");
    speak(c, "On my phone here, switching marketing mail off now.");
    speak(a, "It arrived here before you finished the sentence.");
    speak(c, "So that is what live means.");
    b.showStatus("Busy");
    c.showStatus("Away");
    a.preference("Social by Email").selectOption("disabled");
    a.preference("Marketing by In app").selectOption("enabled");
    a.preference("Security by Push").selectOption("enabled");
    assertThat(a.standing("bob-okafor")).hasText("Busy");
    assertThat(a.standing("cleo-lindqvist")).hasText("Away");
    assertThat(a.message("So that is what live means.")).isVisible();
    b.page().locator("#text").pressSequentially("Shall we");
    assertThat(a.page().locator("#typing")).hasText("Bob Okafor is typing…");
  }

  private static void speak(ConsolePage speaker, String text) {
    speaker.say(text);
    assertThat(speaker.delivered(text)).isVisible();
  }

  private void choose(String user, String policyType, String channelType, String setting) {
    api.as(user)
        .put()
        .uri("/api/preferences")
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            Map.of("policyType", policyType, "channelType", channelType, "policySetting", setting))
        .exchange()
        .expectStatus()
        .isOk();
  }

  private ConsolePage visit() {
    return ConsolePage.open(browser.chromium(), address, DESKTOP);
  }

  private static Route.FulfillOptions notFound() {
    return new Route.FulfillOptions()
        .setStatus(404)
        .setContentType("application/problem+json")
        .setBody("{\"code\":\"NOT_FOUND\",\"temporary\":false,\"detail\":\"Nothing is there.\"}");
  }
}
