package io.switchboard.security;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one behind a request or a STOMP session, as its token says and nothing else does.
 *
 * @param user the token's {@code sub}
 * @param displayName the token's {@code name}, shown to others in presence
 * @param authorities {@code publish}, {@code notify}, {@code admin}, or an application's own
 * @param channels the token's {@code channels}: exact names or {@code namespace:*}; it only narrows
 *     what namespaces allow; {@code null} if the token does not narrow
 * @param embed the only channel an embed token reaches, {@code null} for any other token
 * @param tenant the organisation that the token names, {@code null} if it names none
 * @param issuedAt when the token was issued, {@code null} if it does not say
 * @param expiresAt when the token ends
 */
public record Caller(
    UserId user,
    @Nullable String displayName,
    Set<String> authorities,
    @Nullable List<String> channels,
    @Nullable ChannelName embed,
    @Nullable TenantId tenant,
    @Nullable Instant issuedAt,
    Instant expiresAt)
    implements Principal {

  public Caller {
    authorities = Set.copyOf(authorities);
    channels = channels == null ? null : List.copyOf(channels);
  }

  /** The user id, as {@link Principal} asks for it. */
  @Override
  @JsonIgnore
  public String getName() {
    return user.value();
  }

  public boolean has(String authority) {
    return authorities.contains(authority);
  }

  /**
   * Whether this token lets its bearer reach the channel at all; the namespace decides the rest.
   */
  public boolean mayReach(ChannelName channel) {
    if (embed != null) {
      return embed.equals(channel);
    }
    return channels == null
        || channels.contains(channel.value())
        || channels.contains(channel.namespace() + ":*");
  }
}
