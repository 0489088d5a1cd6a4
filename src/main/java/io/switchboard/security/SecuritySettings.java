package io.switchboard.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call.
 *
 * @param allowedOrigins origins of pages, besides the service's own, that may open {@code /ws} and
 *     call REST, such as {@code https://app.example.com}; never {@code *}
 * @param jwt how tokens are verified
 * @param encryption the key that protects stored secrets
 * @param tickets single-use tickets for transports that cannot send a header
 * @param embed tokens for embedded pages
 */
@ConfigurationProperties("switchboard.security")
@Validated
record SecuritySettings(
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue @Valid Jwt jwt,
    @DefaultValue @Valid EncryptionKey encryption,
    @DefaultValue @Valid TicketRules tickets,
    @DefaultValue @Valid EmbedRules embed) {

  SecuritySettings {
    for (String origin : allowedOrigins) {
      if (!origin.matches("https?://[A-Za-z0-9.\\[\\]:-]+")) {
        throw new IllegalArgumentException(
            "switchboard.security.allowed-origins has '"
                + origin
                + "'; write scheme://host[:port] without a path or wildcard");
      }
    }
  }

  /**
   * @param issuerUri the identity provider's issuer; its keys are discovered
   * @param jwkSetUri where the identity provider publishes its keys
   * @param secret a shared HS256 secret of at least 32 bytes: plain text, or {@code base64:} and
   *     Base64
   * @param audience the audience that tokens must name; empty accepts any but {@code embed}
   * @param authoritiesClaim the claim with the list of authorities
   * @param tenantClaim the claim with the organisation that the user belongs to
   * @param clockSkew how far the clocks of issuer and service may differ, 0 s to 5 min
   */
  record Jwt(
      @Nullable String issuerUri,
      @Nullable String jwkSetUri,
      @Nullable String secret,
      @Nullable String audience,
      @DefaultValue("authorities") @NotBlank String authoritiesClaim,
      @DefaultValue("tenant") @NotBlank String tenantClaim,
      @DefaultValue("10s") @NotNull @DurationMin @DurationMax(minutes = 5) Duration clockSkew) {}

  /**
   * @param key 32 random bytes in Base64; stored secrets are encrypted with it (AES-256-GCM)
   */
  record EncryptionKey(@Nullable String key) {}

  /**
   * @param enabled whether {@code POST /api/tickets} and {@code ?ticket=} work
   * @param timeToLive how long a ticket waits to be used, 1 s to 5 min
   */
  record TicketRules(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("30s") @DurationMin(seconds = 1) @DurationMax(minutes = 5)
          Duration timeToLive) {}

  /**
   * @param timeToLive how long an embed token is valid, 10 s to 5 min
   * @param resources the namespaces for which {@code PUT /api/{resource}/{id}/id_token} gives
   *     tokens
   */
  record EmbedRules(
      @DefaultValue("5m") @DurationMin(seconds = 10) @DurationMax(minutes = 5) Duration timeToLive,
      @DefaultValue List<String> resources) {}
}
