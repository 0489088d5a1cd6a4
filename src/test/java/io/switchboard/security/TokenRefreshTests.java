package io.switchboard.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import tools.jackson.databind.JsonNode;

/** A new token takes the place of the session's, and what it does not allow ends. */
@OnH2
class TokenRefreshTests {

  private final String alice = Api.newUser("alice");

  @Autowired Api api;
  @Autowired SecuritySettings settings;
  @Autowired Keys keys;

  @Test
  void outlivesTheFirstToken() {
    Instant end = Instant.now().plusSeconds(600);
    try (RawStomp client = connected(token(alice, Instant.now().plusSeconds(3)));
        RawStomp idle = connected(token(alice, Instant.now().plusSeconds(3)))) {
      client.subscribe("s", "/user/queue/session").subscribe("1", "/topic/live:a");
      refresh(client, token(alice, end));

      RawStomp.Frame notice = client.await("MESSAGE");
      assertThat(notice.header("destination")).isEqualTo("/user/queue/session");
      assertThat(notice.header("event")).isEqualTo("token");
      assertThat(notice.body()).isEqualTo("{\"expiresAt\":\"" + truncated(end) + "\"}");
      assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("refresh");
      // By now the first token has expired, as the session that kept it shows.
      assertThat(idle.closeCode()).isEqualTo(3500);
      client.frame("SEND", "still here", "destination:/topic/live:a");
      assertThat(client.await("MESSAGE").body()).isEqualTo("still here");
    }
  }

  @Test
  void endsWithTheNewTokenIfThatIsShorter() {
    try (RawStomp client = connected(api.token(alice))) {
      refresh(client, token(alice, Instant.now().plusSeconds(2)));
      client.await("RECEIPT");

      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  @Test
  void saysWhenTheTokenEnds() {
    Instant end = Instant.now().plusSeconds(600);
    try (RawStomp client = RawStomp.open(api.port())) {
      client.sendConnect(token(alice, end));

      assertThat(client.await("CONNECTED").header("expires-at"))
          .isEqualTo(truncated(end).toString());
    }
  }

  @Test
  void refusesTheTokenOfAnotherUser() {
    try (RawStomp client = connected(api.token(alice))) {
      client.subscribe("e", "/user/queue/errors");
      refresh(client, api.token(Api.newUser("mallory")));

      assertThat(client.await("ERROR").header("code")).isEqualTo("OTHER_USER");
      assertThat(client.closeCode()).isEqualTo(3501);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "expired", "expired within the skew", "embed", "none"})
  void keepsAValidSessionWhoseNewTokenIsNotGood(String kind) {
    try (RawStomp client = connected(api.token(alice))) {
      client.subscribe("e", "/user/queue/errors");
      client.frame("SEND", "", "destination:/app/session/token", "receipt:r1", authorization(kind));

      RawStomp.Frame refusal = client.next();
      assertThat(refusal.header("code"))
          .isIn("UNAUTHENTICATED", "TOKEN_EXPIRED", "FORBIDDEN", "INVALID_VALUE");
      assertThat(refusal.header("receipt-id")).isEqualTo("r1");
      assertThat(refusal.body()).contains("\"destination\":\"/app/session/token\"");
      client.expectNothingBefore("alive");
    }
  }

  @Test
  void endsTheSessionThatDoesNotReadItsErrors() {
    try (RawStomp client = connected(api.token(alice))) {
      refresh(client, "nonsense");

      assertThat(client.await("ERROR").header("code")).isEqualTo("UNAUTHENTICATED");
      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  @Test
  void endsSubscriptionsThatTheNewTokenDoesNotAllow() {
    try (RawStomp client = connected(api.token(alice));
        RawStomp other = connected(api.token(Api.newUser("bob")))) {
      client.subscribe("e", "/user/queue/errors");
      client.subscribe("a", "/topic/chat:" + alice).subscribe("b", "/topic/chat:b" + alice);
      other.subscribe("p", "/topic/chat:b" + alice + "/presence");
      refresh(client, narrow("chat:" + alice));

      RawStomp.Frame refusal = client.await("MESSAGE");
      assertThat(refusal.header("code")).isEqualTo("FORBIDDEN");
      assertThat(refusal.body()).contains("\"destination\":\"/topic/chat:b" + alice + "\"");
      assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("refresh");
      // It left, rather than that it was lost: nobody waits for it to come back.
      other.await(frame -> frame.body().contains("\"leaves\":{\"" + alice));
      other.frame("SEND", "not for alice", "destination:/topic/chat:b" + alice);
      other.frame("SEND", "for alice", "destination:/topic/chat:" + alice);
      assertThat(client.await("MESSAGE").body()).isEqualTo("for alice");
      client.frame("SUBSCRIBE", "", "id:b", "destination:/topic/chat:b" + alice);
      assertThat(client.await("MESSAGE").header("code")).isEqualTo("FORBIDDEN");
    }
  }

  @Test
  void endsTheSessionThatCannotBeToldOfALostSubscription() {
    try (RawStomp client = connected(api.token(alice))) {
      client.subscribe("b", "/topic/chat:b");
      refresh(client, narrow("chat:a"));

      assertThat(client.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
      assertThat(client.closeCode()).isEqualTo(3503);
    }
  }

  @Test
  void renewsAnEmbeddedPageAndNothingElse() {
    try (RawStomp page = connected(embed("doc1"))) {
      page.subscribe("1", "/topic/chat:doc1");
      refresh(page, embed("doc1"));
      assertThat(page.await("RECEIPT").header("receipt-id")).isEqualTo("refresh");

      refresh(page, api.token(alice));
      assertThat(page.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
    }
  }

  private String authorization(String kind) {
    return switch (kind) {
      case "expired" ->
          "Authorization:Bearer " + token(alice, Instant.now().minus(Duration.ofHours(1)));
      case "expired within the skew" ->
          "Authorization:Bearer " + token(alice, Instant.now().minusSeconds(2));
      case "embed" -> "Authorization:Bearer " + embed("doc1");
      case "none" -> "x:y";
      default -> "Authorization:Bearer " + kind;
    };
  }

  private static void refresh(RawStomp client, String token) {
    client.frame(
        "SEND",
        "",
        "destination:/app/session/token",
        "receipt:refresh",
        "Authorization:Bearer " + token);
  }

  private RawStomp connected(String token) {
    return RawStomp.connect(api.port(), token);
  }

  private String narrow(String channel) {
    return api.token(Map.of("user", alice, "channels", List.of(channel)));
  }

  private String embed(String document) {
    JsonNode answer =
        api.as(alice)
            .put()
            .uri("/api/chat/{document}/id_token", document)
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return Objects.requireNonNull(answer).get("meta").get("token").asString();
  }

  private static Instant truncated(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond());
  }

  private String token(String user, Instant expiresAt) {
    JwtClaimsSet claims = JwtClaimsSet.builder().subject(user).expiresAt(expiresAt).build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return new NimbusJwtEncoder(
            new ImmutableSecret<>(DecoderConfiguration.secret(settings.jwt(), keys)))
        .encode(JwtEncoderParameters.from(header, claims))
        .getTokenValue();
  }
}
