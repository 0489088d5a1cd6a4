package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Node;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WSS and HTTPS through one of Spring Boot's SSL bundles. */
class TlsTests {

  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @Test
  void opensOverTls() throws Exception {
    Path keyStore = directory.resolve("server.p12");
    createKeyStore(keyStore);
    try (Node node =
            Node.start(
                Map.of(
                    "spring.ssl.bundle.jks.web.keystore.location",
                    "file:" + keyStore,
                    "spring.ssl.bundle.jks.web.keystore.password",
                    PASSWORD,
                    "server.ssl.bundle",
                    "web"));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(keyStore)).build()) {
      String address = "://127.0.0.1:" + node.port();

      int health =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("https" + address + "/actuator/health"))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(health).isEqualTo(200);
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Origin", "https" + address)
              .buildAsync(URI.create("wss" + address + "/ws"), new WebSocket.Listener() {})
              .get(10, TimeUnit.SECONDS);
      assertThat(socket.isInputClosed()).isFalse();
      socket.abort();
    }
  }

  private static void createKeyStore(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "web",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.exists(file)).isTrue();
  }

  private static SSLContext trusting(Path file) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      trusted.load(in, PASSWORD.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
