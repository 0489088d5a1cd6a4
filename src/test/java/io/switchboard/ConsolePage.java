package io.switchboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;

/**
 * The console as one visitor sees it, in a browser profile of their own.
 *
 * @param page the tab
 */
record ConsolePage(Page page) {

  /**
   * @param width of the window in pixels
   */
  static ConsolePage open(Browser browser, String address, int width) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setBaseURL(address)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-GB")
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(width, 760));
    ConsolePage console = new ConsolePage(context.newPage());
    console.page.navigate("/");
    return console;
  }

  /** A second tab of the same browser. */
  ConsolePage anotherTab() {
    ConsolePage tab = new ConsolePage(page.context().newPage());
    tab.page.navigate("/");
    return tab;
  }

  /**
   * Loads the page once more, with its sockets within the test's reach.
   *
   * @return what cuts each socket opened from now on, on both sides, the newest last
   */
  List<Runnable> cutters() {
    List<Runnable> cutters = new ArrayList<>();
    page.routeWebSocket(
        url -> url.endsWith("/ws"),
        socket -> {
          WebSocketRoute server = socket.connectToServer();
          cutters.add(
              () -> {
                server.close();
                socket.close(new WebSocketRoute.CloseOptions().setCode(3000));
              });
        });
    page.reload();
    return cutters;
  }

  ConsolePage join(String name, String channel) {
    page.locator("#name").fill(name);
    page.locator("#first-channel").fill(channel);
    page.locator("#sign-in button").click();
    assertThat(connection()).hasText("Connected");
    assertThat(page.locator("#chat-title")).hasText(channel);
    assertThat(page.locator("#chat-empty-title")).not().hasText("Joining…");
    return this;
  }

  void say(String text) {
    page.locator("#text").fill(text);
    page.locator("#text").press("Enter");
  }

  /** The one message with this text, whoever sent it. */
  Locator message(String text) {
    return page.locator(".message")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.getByText(text, new Page.GetByTextOptions().setExact(true))));
  }

  /** My message with this text, confirmed by its receipt. */
  Locator delivered(String text) {
    return message(text).and(page.locator(".mine.sent"));
  }

  Locator people() {
    return page.locator(".person");
  }

  Locator person(String user) {
    return page.locator(".person[data-user='" + user + "']");
  }

  /** How somebody is, and on how many devices if on several. */
  Locator standing(String user) {
    return person(user).locator(".person-more");
  }

  void showStatus(String words) {
    page.locator("#statuses").getByText(words).click();
  }

  /** The cell of the matrix, such as {@code Marketing by Email}. */
  Locator preference(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  /** What the cell says is in effect. */
  Locator face(String label) {
    return preference(label).locator("+ .face");
  }

  Locator connection() {
    return page.locator("#connection-text");
  }

  Locator notices() {
    return page.locator(".toast");
  }
}
