package io.switchboard.operations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL that can be killed, frozen, and started again on the same port and data. */
final class CrashingPostgres implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;

  CrashingPostgres(Path data) throws IOException {
    this.data = data;
    this.server = builder().start();
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*$", "");
  }

  /** Kills every process of the server, each as it stands. */
  void crash() throws Exception {
    List<ProcessHandle> processes = frozen();
    processes.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : processes) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  /** Starts what was killed; returns when it accepts connections. */
  void startAgain() throws IOException {
    int port = server.getPort();
    server.close();
    server = builder().setPort(port).start();
  }

  /** Stops every process where it stands: connections stay open and nothing answers. */
  void freeze() throws Exception {
    frozen();
  }

  void thaw() throws Exception {
    ProcessHandle postmaster = postmaster();
    signal("CONT", Stream.concat(postmaster.descendants(), Stream.of(postmaster)).toList());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /**
   * The embedded server otherwise acknowledges commits that it has not written yet, and a crash
   * loses them.
   */
  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "on");
  }

  /** The postmaster stops first: it would otherwise start a process that nobody has listed. */
  private List<ProcessHandle> frozen() throws Exception {
    ProcessHandle postmaster = postmaster();
    signal("STOP", List.of(postmaster));
    List<ProcessHandle> children = postmaster.descendants().toList();
    signal("STOP", children);
    return Stream.concat(Stream.of(postmaster), children.stream()).toList();
  }

  private static void signal(String name, List<ProcessHandle> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    Process kill = new ProcessBuilder(command).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("Failed: " + command);
    }
  }

  private ProcessHandle postmaster() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    return ProcessHandle.of(pid).orElseThrow();
  }
}
