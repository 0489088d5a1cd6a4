package io.switchboard.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of an identity provider, found by its issuer or by its key set. */
class IssuerTests {

  private static HttpServer provider;
  private static String issuer;
  private static RSAKey key;

  @BeforeAll
  static void startProvider() throws IOException, JOSEException {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
    answer("/jwks", new JWKSet(key).toPublicJWKSet().toString());
    answer(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/jwks\",\"subject_types_supported\":[\"public\"]}"
            .formatted(issuer, issuer));
    provider.start();
  }

  @AfterAll
  static void stopProvider() {
    provider.stop(0);
  }

  @Test
  void acceptsTokensOfTheIssuerOnly() throws Exception {
    try (Node node = Node.start(Map.of("switchboard.security.jwt.issuer-uri", issuer))) {
      assertThat(status(node, token(issuer))).isEqualTo(200);
      assertThat(status(node, token("https://evil.example"))).isEqualTo(401);
      assertThat(status(node, confused())).isEqualTo(401);
      // Nobody hands out tokens beside the issuer, not even in profile dev.
      node.api().anonymous().post().uri("/api/dev/tokens").exchange().expectStatus().isNotFound();
    }
  }

  @Test
  void acceptsTokensOfTheKeySet() throws Exception {
    try (Node node = Node.start(Map.of("switchboard.security.jwt.jwk-set-uri", issuer + "/jwks"))) {
      assertThat(status(node, token("https://any.example"))).isEqualTo(200);
      assertThat(status(node, confused())).isEqualTo(401);
    }
  }

  /** Clients were once told to sign in again, which could not help. */
  @Test
  void saysThatTryingAgainHelpsWhileTheIssuerIsDown() throws Exception {
    String down = "http://127.0.0.1:1";
    for (String property : List.of("issuer-uri", "jwk-set-uri")) {
      try (Node node = Node.start(Map.of("switchboard.security.jwt." + property, down))) {
        assertThat(status(node, token(down))).isEqualTo(503);
        try (RawStomp client = RawStomp.open(node.port())) {
          client.sendConnect(token(down));
          assertThat(client.await("ERROR").header("temporary")).isEqualTo("true");
          assertThat(client.closeCode()).isEqualTo(3003);
        }
      }
    }
  }

  @Test
  void waitsForAnIssuerThatTakesSeconds() throws Exception {
    HttpServer slow =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String address = "http://127.0.0.1:" + slow.getAddress().getPort();
    slow.createContext(
        "/",
        exchange -> {
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
          send(exchange, new JWKSet(key).toPublicJWKSet().toString());
        });
    slow.start();
    try (Node node = Node.start(Map.of("switchboard.security.jwt.jwk-set-uri", address))) {
      assertThat(status(node, token(address))).isEqualTo(200);
    } finally {
      slow.stop(0);
    }
  }

  /** Each client that connected once held a thread for as long as the issuer was silent. */
  @Test
  void holdsFewThreadsWhileTheIssuerHangs() throws Exception {
    ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    String hanging = "http://127.0.0.1:" + silent.getLocalPort();
    List<RawStomp> clients = new ArrayList<>();
    try (Node node = Node.start(Map.of("switchboard.security.jwt.issuer-uri", hanging))) {
      String token = token(hanging);
      try {
        for (int i = 0; i < 60; i++) {
          clients.add(RawStomp.open(node.port()).sendConnect(token));
        }
        await().until(() -> refusals(node) >= 44);
        assertThat(status(node, token)).isEqualTo(503);
      } finally {
        clients.forEach(RawStomp::close);
        silent.close();
      }
    }
  }

  private static double refusals(Node node) {
    Counter counter =
        node.bean(MeterRegistry.class)
            .find("switchboard.stomp.refusals")
            .tag("code", "UNAVAILABLE")
            .counter();
    return counter == null ? 0 : counter.count();
  }

  /** Once such a secret was decoded to 24 bytes and refused. */
  @Test
  void acceptsTokensOfASecretThatLooksLikeBase64() throws Exception {
    String secret = "abcdefghijklmnopqrstuvwxyz012345";
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims("https://any.example"));
    jwt.sign(new MACSigner(secret));
    try (Node node = Node.start(Map.of("switchboard.security.jwt.secret", secret))) {
      assertThat(status(node, jwt.serialize())).isEqualTo(200);
    }
  }

  private static int status(Node node, String token) {
    return node.api()
        .bearing(token)
        .get()
        .uri("/api/config")
        .exchange()
        .returnResult()
        .getStatus()
        .value();
  }

  private static String token(String from) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims(from));
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  /** The attack that takes the public RSA key for an HMAC secret. */
  private static String confused() throws JOSEException {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(issuer));
    jwt.sign(new MACSigner(key.toPublicJWK().toJSONString()));
    return jwt.serialize();
  }

  private static JWTClaimsSet claims(String from) {
    return new JWTClaimsSet.Builder()
        .issuer(from)
        .subject("alice")
        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
        .build();
  }

  private static void answer(String path, String json) {
    provider.createContext(path, exchange -> send(exchange, json));
  }

  private static void send(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
