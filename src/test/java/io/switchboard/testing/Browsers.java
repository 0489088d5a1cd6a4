package io.switchboard.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real browsers: pages of one headless Chromium, each with cookies and storage of its own, so that
 * two pages are two users. The Chromium is the one that {@code SWITCHBOARD_TEST_CHROMIUM} names,
 * else the system's. Use from one thread, as Playwright asks.
 */
public final class Browsers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Browsers.class);
  private static final String VARIABLE = "SWITCHBOARD_TEST_CHROMIUM";
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  // No sandbox, because CI often runs as root; nothing that calls home, because CI often has no way
  // out.
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Browsers(Path chromium) {
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setHeadless(true)
                    .setArgs(FLAGS));
  }

  /** Starts Chromium. Where there is none the calling test is skipped and says so. */
  public static Browsers open() {
    Optional<Path> chromium = find(System.getenv());
    if (chromium.isEmpty()) {
      Assumptions.abort("no browser; install chromium, or name one by " + VARIABLE + ".");
    }
    log.info("Browser: {}", chromium.get());
    return new Browsers(chromium.get());
  }

  /** The browser itself, for pages with settings of their own. */
  public Browser chromium() {
    return browser;
  }

  /** A blank page that shares nothing with the others. */
  public Page newPage() {
    return browser.newContext().newPage();
  }

  @Override
  public void close() {
    playwright.close();
  }

  /**
   * The Chromium to use under that environment, if there is one.
   *
   * @throws IllegalStateException if the environment names one that cannot be run
   */
  static Optional<Path> find(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    if (named != null) {
      if (!Files.isExecutable(Path.of(named))) {
        throw new IllegalStateException(VARIABLE + " names " + named + ", which cannot be run.");
      }
      return Optional.of(Path.of(named));
    }
    String path = environment.getOrDefault("PATH", "");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
