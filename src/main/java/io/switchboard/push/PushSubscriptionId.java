package io.switchboard.push;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.UUID;

/**
 * Which push subscription.
 *
 * @param value random, so that none can be guessed
 */
@Embeddable
public record PushSubscriptionId(@JsonValue @Column(name = "id") UUID value)
    implements Serializable {

  static PushSubscriptionId random() {
    return new PushSubscriptionId(UUID.randomUUID());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
