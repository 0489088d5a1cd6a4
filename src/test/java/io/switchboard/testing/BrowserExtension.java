package io.switchboard.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Chromium for all tests of a class, and pages of its own for each test. To be registered as a
 * static field; where there is no browser the class is skipped, as {@link Browsers#open} says.
 */
public final class BrowserExtension
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private @Nullable Browsers browsers;

  /** The browser of the class under test. */
  public Browser chromium() {
    return Objects.requireNonNull(browsers, "Register the extension as a static field").chromium();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    browsers = Browsers.open();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    chromium().contexts().forEach(BrowserContext::close);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (browsers != null) {
      browsers.close();
    }
  }
}
