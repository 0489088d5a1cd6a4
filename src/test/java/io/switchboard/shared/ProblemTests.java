package io.switchboard.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Bad input gets a clear error with a stable code. */
@OnH2
class ProblemTests {

  @Autowired Api api;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                             | BAD_JSON
          nonsense                      | BAD_JSON
          {"data":1} {"data":2}         | BAD_JSON
          {"data":1,"x":2}              | UNKNOWN_FIELD
          {"data":1,"event":5}          | INVALID_VALUE
          {"event":"a"}                 | INVALID_VALUE
          {"data":1,"event":"$head"}    | INVALID_VALUE
          [1]                           | BAD_JSON
          """)
  void refusesBody(String body, String code) {
    api.as("alice")
        .post()
        .uri("/api/channels/chat:a/messages")
        .contentType(MediaType.APPLICATION_JSON)
        .body(body)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo(code)
        .jsonPath("$.temporary")
        .isEqualTo(false)
        .jsonPath("$.detail")
        .isNotEmpty();
  }

  /** Not so large that the client still writes when the answer has come and the connection ends. */
  @Test
  void refusesBodyAboveTheLimit() {
    api.as("alice")
        .post()
        .uri("/api/channels/chat:a/messages")
        .contentType(MediaType.APPLICATION_JSON)
        .body("{\"data\":\"" + "x".repeat(100 * 1024) + "\"}")
        .exchange()
        .expectStatus()
        .isEqualTo(413)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("TOO_LARGE");
  }

  @Test
  void refusesChunkedBodyAboveTheLimit() throws Exception {
    byte[] body =
        ("{\"data\":\"" + "x".repeat(100 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
    HttpRequest chunked =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + api.port() + "/api/channels/chat:a/messages"))
            .header("Authorization", "Bearer " + api.token("alice"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(chunked, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("TOO_LARGE");
    }
  }

  @Test
  void namesWhatIsRefusedBeforeAnyController() throws Exception {
    HttpRequest odd =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/config;a=b"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(odd, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"code\":\"INVALID_VALUE\"").doesNotContain("config");
    }
  }

  /** Such bodies were once read before security, each keeping a thread. */
  @Test
  void answersStrangersBeforeTheirFormsArrive() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("PUT /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n"
                      + "Content-Type: application/x-www-form-urlencoded\r\n\r\na")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(12);

      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/nothing, 404, NOT_FOUND",
    "DELETE, /api/tickets, 405, METHOD_NOT_ALLOWED",
    "POST, /api/channels/Chat:A/messages, 400, INVALID_VALUE",
    "POST, /api/channels/nonamespace/messages, 404, NOT_FOUND",
    "POST, /api/channels/user:bob/messages, 404, NOT_FOUND",
    "GET, /api/users/bob/sessions, 403, FORBIDDEN",
  })
  void refusesRequest(String method, String path, int status, String code) {
    api.as("alice")
        .method(HttpMethod.valueOf(method))
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .body("{\"data\":1}")
        .exchange()
        .expectStatus()
        .isEqualTo(status)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo(code);
  }

  @Test
  void refusesOtherMediaTypes() {
    api.as("alice")
        .post()
        .uri("/api/channels/chat:a/messages")
        .contentType(MediaType.TEXT_PLAIN)
        .body("x")
        .exchange()
        .expectStatus()
        .isEqualTo(415)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void answersForeignOriginWithoutCorsHeaders() {
    api.anonymous()
        .options()
        .uri("/api/preferences")
        .header(HttpHeaders.ORIGIN, "https://evil.example")
        .header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectHeader()
        .doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
  }
}
