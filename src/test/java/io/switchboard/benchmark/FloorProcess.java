package io.switchboard.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The floor in a process of its own, so that its processor time is measured like the service's. */
record FloorProcess(Process process, int port) implements AutoCloseable {

  static FloorProcess start() {
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      Floor.class.getName()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String port = output.readLine();
      if (port == null) {
        throw new IllegalStateException("The floor did not start");
      }
      return new FloorProcess(process, Integer.parseInt(port));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Target target() {
    return new Target("floor", port, process.toHandle(), "none");
  }

  @Override
  public void close() {
    process.destroy();
  }
}
