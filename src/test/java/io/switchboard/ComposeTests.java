package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Containers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code docker-compose.yml} promises, as far as its text shows. */
class ComposeTests {

  private final ComposeFile file = ComposeFile.read();

  @Test
  void pinsTheImagesThatTestsUse() {
    assertThat(file.services())
        .extracting(service -> service.content().get("image"))
        .containsOnly(Containers.POSTGRES_IMAGE, Containers.RABBITMQ_IMAGE, "switchboard:latest");
  }

  @Test
  void publishesOnLoopbackOnly() {
    assertThat(file.services())
        .flatExtracting(service -> service.list("ports"))
        .isNotEmpty()
        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  @Test
  void checksTheHealthOfEveryServiceThatStays() {
    assertThat(file.service("keys").content()).doesNotContainKey("restart");
    for (String stays : new String[] {"switchboard", "postgres", "rabbitmq"}) {
      assertThat(file.service(stays).content()).containsKeys("restart", "healthcheck");
    }
  }

  @Test
  void startsEachServiceWhenWhatItNeedsIsReady() {
    Object made = Map.of("condition", "service_completed_successfully");
    Object healthy = Map.of("condition", "service_healthy");

    assertThat(file.service("switchboard").map("depends_on"))
        .containsOnly(
            Map.entry("keys", made),
            Map.entry("postgres", healthy),
            Map.entry("rabbitmq", healthy));
    assertThat(file.service("postgres").map("depends_on")).containsOnly(Map.entry("keys", made));
    assertThat(file.service("rabbitmq").map("depends_on")).containsOnly(Map.entry("keys", made));
  }

  @Test
  void mountsOnlyWhatExists() {
    assertThat(file.services())
        .flatExtracting(service -> service.list("volumes"))
        .extracting(mount -> mount.split(":")[0])
        .allSatisfy(
            source -> {
              if (source.startsWith("./")) {
                assertThat(Path.of(source)).isRegularFile();
              } else {
                assertThat(file.map("volumes")).containsKey(source);
              }
            });
  }

  @Test
  void holdsNoSecret() {
    assertThat(file.services())
        .flatExtracting(service -> service.map("environment").keySet())
        .isNotEmpty()
        .noneMatch(name -> name.matches("(?i).*(password|passcode|secret|private).*(?<!_FILE)"));
  }

  @Test
  void turnsOnTheStompPlugin() throws IOException {
    assertThat(Files.readString(Path.of("src/main/docker/rabbitmq/enabled_plugins")))
        .isEqualTo("[rabbitmq_stomp].\n");
  }
}
