package io.switchboard.stomp;

import io.switchboard.security.AllowedOrigins;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Problem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The endpoint {@code /ws}. The handshake is answered by Jetty before any servlet filter sees it;
 * its origin is checked here, and who it is by CONNECT.
 */
@Component
class StompServer
    implements WebSocketNegotiator,
        WebServerFactoryCustomizer<JettyServletWebServerFactory>,
        SmartLifecycle {

  static final String PATH = "/ws";
  private static final List<String> PROTOCOLS = List.of("v12.stomp", "v11.stomp");

  /** A close that the client does not answer is cut after this. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Connections that may wait to be accepted, as far as the system allows ({@code
   * net.core.somaxconn}). After a restart everybody is back at the same moment; whom the queue
   * turns away tries again seconds later, or is cut.
   */
  private static final int ACCEPT_QUEUE = 16_384;

  private final StompServices services;
  private final AllowedOrigins origins;
  private final OpenConnections connections;
  private final PacedShutdown shutdown;
  private final ExecutorService cleaner = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean running;

  StompServer(
      StompServices services,
      AllowedOrigins origins,
      OpenConnections connections,
      PacedShutdown shutdown) {
    this.services = services;
    this.origins = origins;
    this.connections = connections;
    this.shutdown = shutdown;
  }

  @Override
  public void customize(JettyServletWebServerFactory factory) {
    factory.addServerCustomizers(
        server -> {
          if (!services.settings().enabled()) {
            return;
          }
          for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector sockets) {
              sockets.setAcceptQueueSize(ACCEPT_QUEUE);
            }
          }
          WebSocketUpgradeHandler upgrade = new WebSocketUpgradeHandler();
          upgrade.addMapping(PATH, this);
          upgrade.setHandler(server.getHandler());
          server.setHandler(upgrade);
        });
  }

  /**
   * Frames of any size are handed on in pieces as they arrive, and the decoder bounds what they add
   * up to; so an ERROR can still be sent, and a huge message never is in memory.
   */
  @Override
  public void customize(Configuration configuration) {
    configuration.setMaxFrameSize(services.settings().maxFrameSize().toBytes());
    configuration.setAutoFragment(true);
    configuration.setIdleTimeout(Duration.ZERO);
    configuration.setInputBufferSize(1024);
    configuration.setOutputBufferSize(4096);
  }

  @Override
  public @Nullable FrameHandler negotiate(
      ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (!origins.allows(origin, ownOrigin(request))) {
      refuse(response, callback, ErrorCode.ORIGIN_NOT_ALLOWED, "This origin may not connect.");
      return null;
    }
    if (!running) {
      refuse(response, callback, ErrorCode.UNAVAILABLE, "The service is stopping or starting.");
      return null;
    }
    // permessage-deflate costs about 300 kB of native memory a client.
    response.setExtensions(List.of());
    PROTOCOLS.stream()
        .filter(request::hasSubProtocol)
        .findFirst()
        .ifPresent(response::setAcceptedSubProtocol);
    String id = UUID.randomUUID().toString();
    return new StompConnection(id, services, ticket(request), cleaner, connections);
  }

  private void refuse(
      ServerUpgradeResponse response, Callback callback, ErrorCode code, String detail) {
    response.setStatus(code.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.write(
        true,
        ByteBuffer.wrap(services.json().writeValueAsBytes(Problem.of(code, detail))),
        callback);
  }

  private static String ownOrigin(Request request) {
    String scheme = request.isSecure() ? "https" : "http";
    int port = Request.getServerPort(request);
    boolean standard = port == (request.isSecure() ? 443 : 80);
    return scheme + "://" + Request.getServerName(request) + (standard ? "" : ":" + port);
  }

  private static @Nullable String ticket(Request request) {
    String query = request.getHttpURI().getQuery();
    if (query == null) {
      return null;
    }
    Fields fields = new Fields();
    UrlEncoded.decodeUtf8To(query, fields);
    return fields.getValue("ticket");
  }

  static Duration closeTimeout() {
    return CLOSE_TIMEOUT;
  }

  @Override
  public void start() {
    running = true;
  }

  /** Takes no new clients, and sends those that are there away in their turn. */
  @Override
  public void stop() {
    running = false;
    shutdown.run();
  }

  @Override
  public void stop(Runnable callback) {
    running = false;
    Thread.ofVirtual()
        .name("stomp-shutdown")
        .start(
            () -> {
              try {
                shutdown.run();
              } finally {
                callback.run();
              }
            });
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
