package io.switchboard.stomp;

/**
 * Declares {@code /user/queue/{name}}: something a user hears about in all sessions. A bean of the
 * module that sends on it through {@link UserMessages}.
 *
 * @param name one lower-case word, such as {@code preferences}
 */
public record UserStream(String name) {}
