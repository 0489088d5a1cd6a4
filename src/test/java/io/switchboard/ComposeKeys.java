package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs the script by which {@code docker-compose.yml} makes its secrets. */
final class ComposeKeys {

  private ComposeKeys() {}

  /** Makes or keeps the secrets in that directory; gives the service's file. */
  static Path generate(Path directory) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/bin/sh")) && run("sh", "-c", "command -v openssl") == 0,
        "no sh and openssl on this machine; install openssl.");
    assertThat(run("sh", "src/main/docker/keys.sh", directory.toString())).isZero();
    return directory.resolve("service/switchboard.properties");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
