package io.switchboard.preference;

/** Whether a message may wait for a good moment. */
public enum Urgency {
  /** It waits as the user asked. */
  NORMAL,
  /** It never waits. */
  CRITICAL
}
