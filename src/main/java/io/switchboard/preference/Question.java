package io.switchboard.preference;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about one message: may it go to this user on this channel type, now?
 *
 * @param policyType what it is about
 * @param channelType how it would come
 * @param at now, or the moment that is asked about
 * @param acceptedAt when the service took the message
 * @param expiresAt from when on it is worthless, {@code null} if never
 * @param urgency whether it may wait
 * @param progress what has happened to it already
 */
public record Question(
    String policyType,
    String channelType,
    Instant at,
    Instant acceptedAt,
    @Nullable Instant expiresAt,
    Urgency urgency,
    Progress progress) {

  /** A message that is accepted and asked about at the same moment, and never expires. */
  public static Question of(String policyType, String channelType, Instant at) {
    return new Question(policyType, channelType, at, at, null, Urgency.NORMAL, Progress.NEW);
  }

  /** The same message, worthless from then on. */
  public Question expiring(Instant expiresAt) {
    return new Question(policyType, channelType, at, acceptedAt, expiresAt, urgency, progress);
  }

  /** The same message on that channel type. */
  public Question on(String channelType) {
    return new Question(policyType, channelType, at, acceptedAt, expiresAt, urgency, progress);
  }

  /** The same message with that urgency. */
  public Question with(Urgency urgency) {
    return new Question(policyType, channelType, at, acceptedAt, expiresAt, urgency, progress);
  }

  /** The same message, asked about again at that moment. */
  public Question again(Instant at, Progress progress) {
    return new Question(policyType, channelType, at, acceptedAt, expiresAt, urgency, progress);
  }

  Cell cell() {
    return new Cell(policyType, channelType);
  }

  /**
   * What has happened to a message.
   *
   * @param seen whether the user has seen it, on whatever channel type
   * @param digestDue whether the digest that it waited for is about to go
   */
  public record Progress(boolean seen, boolean digestDue) {

    /** Nothing has happened yet. */
    public static final Progress NEW = new Progress(false, false);
  }
}
