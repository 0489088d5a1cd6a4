package io.switchboard.security;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Verifies few tokens at a time, where a verification may have to fetch the issuer's keys: while
 * the issuer hangs each holds a thread for seconds, and clients that connect again and again would
 * soon hold them all. With the keys at hand a place is free again within microseconds.
 */
final class BoundedDecoder implements JwtDecoder {

  private static final int PLACES = 16;
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Semaphore places = new Semaphore(PLACES);
  private final JwtDecoder decoder;

  BoundedDecoder(JwtDecoder decoder) {
    this.decoder = decoder;
  }

  /** No place became free in time; trying again helps. */
  static final class Busy extends JwtException {

    private static final long serialVersionUID = 1L;

    Busy() {
      super("Too many tokens wait for the issuer");
    }
  }

  @Override
  public Jwt decode(String token) {
    if (!enter()) {
      throw new Busy();
    }
    try {
      return decoder.decode(token);
    } finally {
      places.release();
    }
  }

  private boolean enter() {
    try {
      return places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
