package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why a verdict is as it is: each gate of the rule has its own reason, each reason one verdict. The
 * words are stable.
 */
public enum Reason {
  /** Mail to the address came back. */
  BOUNCED(Verdict.SUPPRESS, "The address does not exist or refuses messages."),
  /** The recipient reported a message as abuse. */
  COMPLAINED(Verdict.SUPPRESS, "The recipient reported a message as unwanted."),
  /** Nobody has shown yet that the address is the user's. */
  UNVERIFIED(Verdict.SUPPRESS, "The address has not been verified."),
  /** The user's data was erased. */
  ERASED(Verdict.SUPPRESS, "The user's data was erased."),
  /** The platform or the tenant never sends this. */
  FORBIDDEN(Verdict.SUPPRESS, "The operator does not send this here."),
  /** The platform or the tenant always sends this, whatever the user chose. */
  REQUIRED(Verdict.SEND, "This is always sent; it cannot be switched off."),
  /** One of the user's rows with {@code *}. */
  MUTED(Verdict.SUPPRESS, "The user muted this."),
  /** The user's row for the very cell. */
  ENABLED_BY_USER(Verdict.SEND, "The user switched this on."),
  /** The user's row for the very cell. */
  DISABLED_BY_USER(Verdict.SUPPRESS, "The user switched this off."),
  /** The tenant's default. */
  ENABLED_BY_TENANT(Verdict.SEND, "The user's organisation has this on by default."),
  /** The tenant's default. */
  DISABLED_BY_TENANT(Verdict.SUPPRESS, "The user's organisation has this off by default."),
  /** The platform's default. */
  ENABLED_BY_PLATFORM(Verdict.SEND, "The operator has this on by default."),
  /** The platform's default. */
  DISABLED_BY_PLATFORM(Verdict.SUPPRESS, "The operator has this off by default."),
  /** The class of the policy type. */
  ENABLED_BY_CLASS(Verdict.SEND, "Messages of this kind are on until switched off."),
  /** The class of the policy type. */
  DISABLED_BY_CLASS(Verdict.SUPPRESS, "Messages of this kind are off until switched on."),
  /** It would be sent if it were known where to. */
  NO_ADDRESS(Verdict.SUPPRESS, "The user named no address for this."),
  /** It ends before it could go. */
  EXPIRED(Verdict.SUPPRESS, "The message expires before it may be sent."),
  /** The user wants it only if he does not see it elsewhere, and he did. */
  SEEN(Verdict.SUPPRESS, "The user has seen the message elsewhere."),
  /** The user collects it. */
  DIGEST(Verdict.DIGEST, "The user gets this with others, at a time of day."),
  /** The user gives himself time to see it elsewhere. */
  UNLESS_SEEN(Verdict.DEFER, "The user gets this only if it stays unseen for a while."),
  /** The user wants silence now. */
  QUIET_HOURS(Verdict.DEFER, "The user has quiet hours.");

  private final Verdict verdict;
  private final String sentence;

  Reason(Verdict verdict, String sentence) {
    this.verdict = verdict;
    this.sentence = sentence;
  }

  /** The verdict that this reason always has. */
  public Verdict verdict() {
    return verdict;
  }

  /** The reason for people to read. */
  public String sentence() {
    return sentence;
  }

  /** The reason as clients and statistics read it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
