package io.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

class BrowsersTests {

  @OnH2
  static class PageTests {

    @Autowired Api api;

    @Test
    void opensAPageOfTheService() {
      try (Browsers browsers = Browsers.open()) {
        Page page = browsers.newPage();

        Response answer =
            Objects.requireNonNull(
                page.navigate("http://127.0.0.1:" + api.port() + "/actuator/health"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(page.textContent("body")).contains("\"status\":\"UP\"");
      }
    }

    @Test
    void keepsTheStorageOfTwoPagesApart() {
      String url = "http://127.0.0.1:" + api.port() + "/actuator/health";
      try (Browsers browsers = Browsers.open()) {
        Page alice = browsers.newPage();
        Page bob = browsers.newPage();
        alice.navigate(url);
        bob.navigate(url);

        alice.evaluate("localStorage.setItem('user', 'alice')");

        assertThat(alice.evaluate("localStorage.getItem('user')")).isEqualTo("alice");
        assertThat(bob.evaluate("localStorage.getItem('user')")).isNull();
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs POSIX permissions")
  void prefersTheBrowserThatTheEnvironmentNames(@TempDir Path directory) throws IOException {
    Path named = executable(directory.resolve("my-chromium"));
    executable(directory.resolve("chromium"));

    assertThat(
            Browsers.find(
                Map.of("SWITCHBOARD_TEST_CHROMIUM", named.toString(), "PATH", "" + directory)))
        .contains(named);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs POSIX permissions")
  void findsABrowserOnThePath(@TempDir Path directory) throws IOException {
    Path chrome = executable(directory.resolve("google-chrome"));

    assertThat(Browsers.find(Map.of("PATH", "/nowhere:" + directory))).contains(chrome);
  }

  @Test
  void findsNothingOnAnEmptyPath(@TempDir Path directory) {
    assertThat(Browsers.find(Map.of("PATH", directory.toString()))).isEmpty();
  }

  @Test
  void refusesANamedBrowserThatCannotBeRun(@TempDir Path directory) {
    Map<String, String> environment =
        Map.of("SWITCHBOARD_TEST_CHROMIUM", directory.resolve("absent").toString());

    assertThatThrownBy(() -> Browsers.find(environment))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SWITCHBOARD_TEST_CHROMIUM");
  }

  private static Path executable(Path file) throws IOException {
    return Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }
}
