package io.switchboard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A push service on this machine: TLS, HTTP/2 and HTTP/1.1, under the names of the real ones. It
 * answers whatever a test wants.
 */
public final class PushReceiver implements AutoCloseable {

  public static final String PASSWORD = "changeit";
  private static final String NAMES =
      "san=ip:127.0.0.1,dns:localhost,dns:fcm.googleapis.com,dns:*.push.services.mozilla.com,"
          + "dns:web.push.apple.com,dns:*.notify.windows.com";

  /** Answers may be slow. */
  private final Server server = new Server(new QueuedThreadPool(1_000));

  private final ServerConnector connector;

  /** A request as it came. */
  public record Received(
      String method,
      String host,
      String path,
      Map<String, String> headers,
      byte[] body,
      String protocol) {}

  /**
   * @param status 0 to end the connection without an answer, -1 never to answer
   */
  public record Answer(int status, Map<String, String> headers, byte[] body) {

    public static Answer of(int status) {
      return new Answer(status, Map.of(), new byte[0]);
    }
  }

  /**
   * Starts on a free port.
   *
   * @param answers asked for each request, on many threads
   */
  public PushReceiver(Function<Received, Answer> answers) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(keyStore().toString());
    tls.setKeyStorePassword(PASSWORD);
    tls.setSniRequired(false);
    HttpConfiguration http = new HttpConfiguration();
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setRateControlFactory(new WindowRateControl.Factory(1_000_000));
    connector =
        new ServerConnector(
            server, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Answering(answers));
    try {
      server.start();
    } catch (Exception failure) {
      throw new IllegalStateException("The push receiver does not start", failure);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** How many connections are open. */
  public int connections() {
    return connector.getConnectedEndPoints().size();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** What makes a service send here: its {@code HostResolver} must say so as well. */
  public static Map<String, String> trusting() {
    return Map.of(
        "switchboard.outbound.allowed-addresses",
        "127.0.0.1",
        "switchboard.outbound.ssl-bundle",
        "receiver",
        "spring.ssl.bundle.jks.receiver.truststore.location",
        "file:" + keyStore(),
        "spring.ssl.bundle.jks.receiver.truststore.password",
        PASSWORD);
  }

  /** A certificate for the names of the real ones, that nobody else trusts. */
  private static synchronized Path keyStore() {
    Path file = Path.of("target", "test-data", "push-receiver.p12").toAbsolutePath();
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        generate(file);
      }
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void generate(Path file) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "receiver",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    NAMES,
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
  }

  private static final class Answering extends Handler.Abstract {

    private final Function<Received, Answer> answers;

    Answering(Function<Received, Answer> answers) {
      this.answers = answers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      ByteBuffer body = Content.Source.asByteBuffer(request);
      Map<String, String> headers = new HashMap<>();
      for (HttpField field : request.getHeaders()) {
        headers.put(field.getName().toLowerCase(Locale.ROOT), String.valueOf(field.getValue()));
      }
      Answer answer =
          answers.apply(
              new Received(
                  request.getMethod(),
                  Request.getServerName(request),
                  Request.getPathInContext(request),
                  headers,
                  BufferUtil.toArray(body),
                  request.getConnectionMetaData().getProtocol()));
      if (answer.status() == 0) {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        return true;
      }
      if (answer.status() > 0) {
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
      }
      return true;
    }
  }
}
