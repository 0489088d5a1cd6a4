package io.switchboard.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a process of its own, so that it can be killed. */
public final class ServiceProcess implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("Jetty started on port (\\d+)");
  private static final Pattern READY = Pattern.compile("Started SwitchboardApplication");

  private final Process process;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();

  private ServiceProcess(Process process) {
    this.process = process;
  }

  /** Starts it in that directory, as {@code java -jar} would, and waits until it is ready. */
  public static ServiceProcess start(Path directory, Map<String, String> settings) {
    return start(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.switchboard.SwitchboardApplication"),
        directory,
        settings);
  }

  /** Starts the packaged service in that directory, as an operator does. */
  public static ServiceProcess startPackaged(
      Path jar, Path directory, Map<String, String> settings) {
    return start(List.of("-jar", jar.toString()), directory, settings);
  }

  private static ServiceProcess start(
      List<String> program, Path directory, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program);
    command.add("--server.port=" + settings.getOrDefault("server.port", "0"));
    command.add("--spring.profiles.active=dev");
    // The tests' own logging is quiet; readiness is read from the log.
    command.add("--logging.level.root=INFO");
    settings.forEach(
        (name, value) -> {
          if (!name.equals("server.port")) {
            command.add("--" + name + "=" + value);
          }
        });
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      ServiceProcess service = new ServiceProcess(process);
      Thread.ofPlatform().daemon().name("service-output").start(service::readOutput);
      try {
        service.port();
      } catch (RuntimeException notReady) {
        service.kill();
        throw notReady;
      }
      return service;
    } catch (IOException failure) {
      throw new IllegalStateException("Cannot start the service", failure);
    }
  }

  public int port() {
    return ready.orTimeout(90, TimeUnit.SECONDS).join();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** As {@code kill -9}: no shutdown hook runs, nothing is flushed. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void readOutput() {
    StringBuilder seen = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int port = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen.append(line).append('\n');
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          port = Integer.parseInt(started.group(1));
        }
        if (READY.matcher(line).find()) {
          ready.complete(port);
        }
      }
    } catch (IOException ended) {
      seen.append(ended);
    }
    ready.completeExceptionally(new IllegalStateException("The service ended:\n" + seen));
  }
}
