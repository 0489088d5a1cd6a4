package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./mvnw} in a project of its own whose Maven is a script that says where it runs and what
 * it was given, served on loopback. The project's path has a space.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "mvnw is for POSIX shells")
class MavenWrapperTests {

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "%s in $(pwd) with $*"
      """;

  @TempDir Path temporary;
  private Path project;
  private Path home;
  private HttpServer server;
  private final AtomicInteger downloads = new AtomicInteger();

  @BeforeEach
  void aProjectWithItsMavenOnLoopback() throws Exception {
    temporary = temporary.toRealPath();
    home = Files.createDirectories(temporary.resolve("home"));
    project = Files.createDirectories(temporary.resolve("a project"));
    Files.copy(Path.of("mvnw"), project.resolve("mvnw"));
    Path wrapper = Files.createDirectories(project.resolve(".mvn/wrapper"));
    Files.copy(Path.of(".mvn/wrapper/Fetch.java"), wrapper.resolve("Fetch.java"));
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    byte[] zip = distribution();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/apache-maven-3.9.0-bin.zip",
        exchange -> {
          downloads.incrementAndGet();
          exchange.sendResponseHeaders(200, zip.length);
          exchange.getResponseBody().write(zip);
          exchange.close();
        });
    server.start();
    pin(sha512(zip));
  }

  @AfterEach
  void stopTheServer() {
    server.stop(0);
  }

  @Test
  void downloadsThePinnedMavenOnceAndKeepsIt() throws Exception {
    assertThat(mvnw(project, "/usr/bin:/bin", "verify", "-Da=b c"))
        .containsExactly("pinned in " + project + " with verify -Da=b c");
    assertThat(mvnw(project, "/usr/bin:/bin", "verify"))
        .containsExactly("pinned in " + project + " with verify");

    assertThat(downloads).hasValue(1);
    assertThat(home.resolve(".m2/wrapper/dists/apache-maven-3.9.0"))
        .isDirectoryNotContaining("glob:**/.download.*");
  }

  @Test
  void downloadsWithJavaWhereThereIsNeitherCurlNorWget() throws Exception {
    String tools =
        withTools("sed dirname basename tr cut mkdir mktemp mv rm chmod sha512sum".split(" "));

    assertThat(mvnw(project, tools, "verify"))
        .containsExactly("pinned in " + project + " with verify");
    assertThat(downloads).hasValue(1);
  }

  @Test
  void runsTheProjectFromAnyOtherDirectory() throws Exception {
    assertThat(mvnw(home, "/usr/bin:/bin", "verify"))
        .containsExactly("pinned in " + project + " with verify");
    assertThat(mvnw(home, "/usr/bin:/bin", "-f", "other.xml"))
        .containsExactly("pinned in " + home + " with -f other.xml");
  }

  @Test
  void refusesADownloadWithAnotherChecksum() throws Exception {
    pin("0".repeat(128));

    List<String> said = mvnw(project, withMavenOnPath("3.8.7"), "verify");

    assertThat(said.getFirst()).contains("does not match distributionSha512Sum");
    assertThat(said.getLast()).isEqualTo("3.8.7 in " + project + " with verify");
  }

  @Test
  void fallsBackWithOneWarningToTheMavenOnThePath() throws Exception {
    server.stop(0);

    List<String> said = mvnw(project, withMavenOnPath("3.6.3"), "verify");

    assertThat(said).hasSize(2);
    assertThat(said.getFirst())
        .startsWith("mvnw: warning: apache-maven-3.9.0 is not in ")
        .endsWith("using mvn 3.6.3 on the PATH instead.");
    assertThat(said.getLast()).isEqualTo("3.6.3 in " + project + " with verify");
  }

  @Test
  void refusesAMavenOnThePathThatIsTooOld() throws Exception {
    server.stop(0);

    assertThat(mvnw(project, withMavenOnPath("3.6.2"), "verify"))
        .singleElement()
        .asString()
        .contains("no mvn 3.6.3 or newer is on the PATH");
  }

  /** Runs it and gives the lines it wrote, errors too. */
  private List<String> mvnw(Path directory, String path, String... arguments) throws Exception {
    Path output = temporary.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(project.resolve("mvnw").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().keySet().removeIf(name -> name.matches("(?i).*(MAVEN|proxy).*"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process =
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(output);
  }

  private void pin(String sha512) throws IOException {
    Files.writeString(
        project.resolve(".mvn/wrapper/maven-wrapper.properties"),
        "distributionUrl=http://127.0.0.1:%d/apache-maven-3.9.0-bin.zip\ndistributionSha512Sum=%s\n"
            .formatted(server.getAddress().getPort(), sha512));
  }

  private String withMavenOnPath(String version) throws IOException {
    Path bin = Files.createDirectories(temporary.resolve("bin"));
    executable(
        bin.resolve("mvn"),
        """
        #!/bin/sh
        case $* in
          *-version*) echo "Apache Maven %s (revision)"; exit ;;
        esac
        """
                .formatted(version)
            + MAVEN.replace("#!/bin/sh\n", "").formatted(version));
    return bin + ":/usr/bin:/bin";
  }

  /** A PATH with these of the system's tools and no others. */
  private String withTools(String... names) throws IOException {
    Path tools = Files.createDirectories(temporary.resolve("tools"));
    for (String name : names) {
      executable(
          tools.resolve(name), "#!/bin/sh\nPATH=/usr/bin:/bin exec %s \"$@\"\n".formatted(name));
    }
    return tools.toString();
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A zip as Apache makes it, but for the permissions, which Java cannot write into it. */
  private static byte[] distribution() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("apache-maven-3.9.0/bin/mvn"));
      zip.write(MAVEN.formatted("pinned").getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String sha512(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
  }
}
