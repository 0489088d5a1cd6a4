package io.switchboard.security;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jwt.SignedJWT;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/**
 * Turns a bearer token into a {@link Caller}. Tokens of the application's issuer are verified by
 * the configured decoder; embed tokens, which the service mints itself, by a key of their own. The
 * issuer claim says which, and the signature then proves it.
 */
@Component
public class Tokens {

  private static final Logger log = LoggerFactory.getLogger(Tokens.class);
  static final String EMBED = "embed";
  private static final String EMBED_ISSUER = "switchboard:embed";
  private static final String CHANNEL = "channel";

  private final JwtDecoder users;
  private final JwtDecoder embeds;
  private final NimbusJwtEncoder embedEncoder;
  private final SecuritySettings settings;
  private final Clock clock;

  Tokens(JwtDecoder users, Encryption encryption, SecuritySettings settings, Clock clock) {
    this.users = users;
    this.settings = settings;
    this.clock = clock;
    SecretKey key = encryption.derive("switchboard embed v1", "HmacSHA256");
    this.embeds = embedDecoder(key, clock);
    this.embedEncoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
  }

  /**
   * @param bearer the token, without {@code Bearer}
   * @throws Refused {@link ErrorCode#TOKEN_EXPIRED} if it was valid once, {@link
   *     ErrorCode#UNAVAILABLE} if the issuer's keys cannot be read, {@link
   *     ErrorCode#UNAUTHENTICATED} otherwise; never says which check failed
   */
  public Caller verify(String bearer) {
    try {
      boolean embed = EMBED_ISSUER.equals(SignedJWT.parse(bearer).getJWTClaimsSet().getIssuer());
      Jwt jwt = (embed ? embeds : users).decode(bearer);
      return caller(jwt, embed);
    } catch (JwtValidationException invalid) {
      log.debug("Refused a token: {}", invalid.toString());
      boolean expired =
          invalid.getErrors().stream()
              .anyMatch(error -> String.valueOf(error.getDescription()).contains("expired"));
      throw expired
          ? new Refused(ErrorCode.TOKEN_EXPIRED, "The token has expired; get a new one.")
          : unauthenticated();
    } catch (BadJwtException | ParseException | Refused invalid) {
      log.debug("Refused a token: {}", invalid.toString());
      throw unauthenticated();
    } catch (BoundedDecoder.Busy busy) {
      // Those that hold the places say why.
      log.debug("Refused a token: {}", busy.toString());
      throw unavailable();
    } catch (JwtException | JwtDecoderInitializationException unreachable) {
      log.warn("The issuer's keys cannot be read: {}", unreachable.toString());
      throw unavailable();
    }
  }

  /** A token for an embedded page that reaches one channel as the same user, and nothing else. */
  public EmbedToken mintEmbed(Caller caller, ChannelName channel) {
    Instant now = clock.instant();
    Duration left = Duration.between(now, caller.expiresAt());
    Duration life = settings.embed().timeToLive();
    Instant expiresAt = now.plus(left.compareTo(life) < 0 ? left : life);
    JwtClaimsSet.Builder claims =
        JwtClaimsSet.builder()
            .issuer(EMBED_ISSUER)
            .audience(List.of(EMBED))
            .subject(caller.user().value())
            .claim(CHANNEL, channel.value())
            .issuedAt(now)
            .expiresAt(expiresAt);
    if (caller.displayName() != null) {
      claims.claim("name", caller.displayName());
    }
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    String token =
        embedEncoder.encode(JwtEncoderParameters.from(header, claims.build())).getTokenValue();
    return new EmbedToken(token, expiresAt);
  }

  /** Whether embed tokens are given for channels of this namespace. */
  public boolean embeds(String namespace) {
    return settings.embed().resources().contains(namespace);
  }

  /**
   * @param token the signed token
   * @param expiresAt when it ends, at most five minutes ahead and never after its parent
   */
  public record EmbedToken(String token, Instant expiresAt) {}

  private Caller caller(Jwt jwt, boolean embed) {
    String subject = jwt.getSubject();
    Instant expiresAt = jwt.getExpiresAt();
    if (subject == null || expiresAt == null) {
      throw unauthenticated();
    }
    List<String> authorities =
        embed ? List.of() : strings(jwt, settings.jwt().authoritiesClaim(), List.of());
    String name = jwt.getClaims().get("name") instanceof String text ? displayable(text) : null;
    ChannelName channel =
        embed ? new ChannelName(String.valueOf(jwt.getClaimAsString(CHANNEL))) : null;
    List<String> channels =
        embed || !jwt.hasClaim("channels") ? null : strings(jwt, "channels", List.of());
    return new Caller(
        new UserId(subject),
        name,
        Set.copyOf(authorities),
        channels,
        channel,
        embed ? null : tenant(jwt),
        jwt.getIssuedAt(),
        expiresAt);
  }

  private @Nullable TenantId tenant(Jwt jwt) {
    Object tenant = jwt.getClaims().get(settings.jwt().tenantClaim());
    return tenant == null ? null : new TenantId(tenant.toString());
  }

  private static List<String> strings(Jwt jwt, String claim, List<String> absent) {
    return switch (jwt.getClaims().get(claim)) {
      case null -> absent;
      case String text when text.isBlank() -> List.of();
      case String text -> List.of(text.strip().split("\\s+"));
      case List<?> list -> list.stream().map(String::valueOf).toList();
      default -> throw unauthenticated();
    };
  }

  private static String displayable(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() > 100 ? clean.substring(0, 100) : clean;
  }

  private static JwtDecoder embedDecoder(SecretKey key, Clock clock) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
    JwtTimestampValidator time = new JwtTimestampValidator(Duration.ZERO);
    time.setClock(clock);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            time,
            new JwtClaimValidator<List<String>>(
                "aud", audience -> audience != null && audience.contains(EMBED))));
    return decoder;
  }

  private static Refused unavailable() {
    return new Refused(
        ErrorCode.UNAVAILABLE, "The token cannot be verified at the moment; try again.");
  }

  private static Refused unauthenticated() {
    return new Refused(
        ErrorCode.UNAUTHENTICATED, "The token cannot be verified; sign in and send a fresh one.");
  }
}
