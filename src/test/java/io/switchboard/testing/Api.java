package io.switchboard.testing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** REST as a user meets it, over a real socket. */
@TestComponent
public class Api {

  /** Jetty's client, found first, fails a request that is answered before its body is sent. */
  private static final ClientHttpRequestFactory REQUESTS = new JdkClientHttpRequestFactory();

  private final IntSupplier port;

  @Autowired
  Api(ApplicationContext context) {
    this.port = () -> port((WebServerApplicationContext) context);
  }

  private Api(int port) {
    this.port = () -> port;
  }

  /** The REST of a service on that port of this machine. */
  public static Api on(int port) {
    return new Api(port);
  }

  /** A user id nobody else in the test run has. */
  public static String newUser(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  public int port() {
    return port.getAsInt();
  }

  private static int port(WebServerApplicationContext context) {
    return Objects.requireNonNull(context.getWebServer()).getPort();
  }

  public RestTestClient anonymous() {
    return RestTestClient.bindToServer(REQUESTS).baseUrl("http://127.0.0.1:" + port()).build();
  }

  /** Calls as that user, with a dev token. */
  public RestTestClient as(String user, String... authorities) {
    return bearing(token(user, authorities));
  }

  /** Calls with that token. */
  public RestTestClient bearing(String token) {
    return RestTestClient.bindToServer(REQUESTS)
        .baseUrl("http://127.0.0.1:" + port())
        .defaultHeader("Authorization", "Bearer " + token)
        .build();
  }

  /** A dev token, valid for hours. */
  public String token(String user, String... authorities) {
    return token(Map.of("user", user, "authorities", List.of(authorities)));
  }

  /** A dev token made of these fields of {@code POST /api/dev/tokens}. */
  public String token(Map<String, Object> request) {
    JsonNode answer =
        anonymous()
            .post()
            .uri("/api/dev/tokens")
            .contentType(MediaType.APPLICATION_JSON)
            .body(request)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return Objects.requireNonNull(answer).get("token").asString();
  }
}
