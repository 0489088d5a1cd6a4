package io.switchboard.preference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Learns the tenant that a user's token names, so that it is known when the user is away. The
 * database is asked once a minute for each user at most, unless a later token comes, or too many
 * others between. Who does not wait for the database leaves the learning to one thread, which
 * writes for all; what does not fit into its queue is learnt another time.
 */
@Component
class TenantClaims {

  private static final Logger log = LoggerFactory.getLogger(TenantClaims.class);
  private static final int REMEMBERED = 10_000;
  private static final int WAITING = 10_000;

  /** Another node may have changed what is stored. */
  private static final Duration TRUSTED = Duration.ofMinutes(1);

  private final Memberships memberships;
  private final Cache<UserId, UserTenant> heard =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(TRUSTED).build();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("tenants").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  TenantClaims(Memberships memberships) {
    this.memberships = memberships;
    this.writer.allowCoreThreadTimeOut(true);
  }

  /** Whether the token may say something that was not compared lately. */
  private boolean isNews(Caller caller) {
    TenantId tenant = caller.tenant();
    if (tenant == null) {
      return false;
    }
    UserTenant before = heard.getIfPresent(caller.user());
    return before == null || before.yieldsTo(tenant, Memberships.issuedAt(caller));
  }

  /** Forgets what is in memory, so that the next token is compared with what is stored. */
  void forget(UserId user) {
    heard.invalidate(user);
  }

  /**
   * Learns what the token says, unless it is known. May block.
   *
   * @throws DataAccessException if the database cannot be asked
   * @throws TransactionException likewise
   */
  void learn(Caller caller) {
    TenantId tenant = caller.tenant();
    if (tenant != null && isNews(caller)) {
      memberships.learn(caller);
      heard.put(caller.user(), new UserTenant(tenant, Memberships.issuedAt(caller)));
    }
  }

  /** The same soon. Neither blocks nor fails: the next time is another chance. */
  void learnSoon(Caller caller) {
    if (isNews(caller)) {
      writer.execute(() -> tryToLearn(caller));
    }
  }

  private void tryToLearn(Caller caller) {
    try {
      learn(caller);
    } catch (DataAccessException | TransactionException unavailable) {
      log.debug("The tenant of {} is learnt later", caller.user(), unavailable);
    }
  }

  @PreDestroy
  void stop() {
    writer.shutdownNow();
  }
}
