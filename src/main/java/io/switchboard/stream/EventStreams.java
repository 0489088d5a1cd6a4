package io.switchboard.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.SlowClients;
import io.switchboard.channel.Channels;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.OpenSession;
import io.switchboard.stomp.SessionSource;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.SubscriptionHook;
import io.switchboard.stomp.Subscriptions;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * All open event streams of this node. A stream is a session like that of a WebSocket: it passes
 * the same rules and hooks, so its user is present on the channels it reads, and it ends with its
 * token.
 */
@Component
class EventStreams implements SessionSource, SmartLifecycle {

  /** Proxies and browsers give up on a connection that is silent for longer than about 30 s. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Of all channels' names together: half of what a request's headers may have. */
  private static final int MAX_NAMES = 3_000;

  private static final int MIN_RETRY_MILLIS = 1_000;
  private static final int MAX_RETRY_MILLIS = 5_000;

  private final Subscriptions subscriptions;
  private final Channels channels;
  private final EventEncoder encoder;
  private final SlowClients slow;
  private final StreamSettings streamSettings;
  private final JsonMapper json;
  private final Clock clock;
  private final AtomicInteger open = new AtomicInteger();

  /** Sets are replaced, never changed. */
  private final ConcurrentHashMap<UserId, Set<EventStream>> byUser = new ConcurrentHashMap<>();

  private final ExecutorService cleaner = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean running;

  EventStreams(
      Subscriptions subscriptions,
      Channels channels,
      EventEncoder encoder,
      SlowClients slow,
      StreamSettings streamSettings,
      JsonMapper json,
      Clock clock,
      MeterRegistry meters) {
    this.subscriptions = subscriptions;
    this.channels = channels;
    this.encoder = encoder;
    this.slow = slow;
    this.streamSettings = streamSettings;
    this.json = json;
    this.clock = clock;
    Gauge.builder("switchboard.stream.open", open::get)
        .description("Open event streams")
        .register(meters);
  }

  /**
   * Answers a request with an event stream.
   *
   * @param destinations what it carries
   * @param events only these, separated by commas; {@code null} for all
   * @throws Refused if the caller may not read one of them; no stream is opened then
   */
  void open(
      Caller caller,
      List<Destination> destinations,
      Cursor cursor,
      @Nullable String events,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (HttpMethod.HEAD.matches(request.getMethod())) {
      throw new Refused(ErrorCode.METHOD_NOT_ALLOWED, "An event stream is read by GET.");
    }
    if (!running) {
      throw new Refused(ErrorCode.UNAVAILABLE, "The service is stopping or starting.");
    }
    requireRoom(caller, destinations);
    EventStream stream =
        new EventStream(
            UUID.randomUUID().toString(),
            caller,
            cursor,
            encoder,
            slow,
            clock.instant(),
            this::ended);
    // Thousands that lost their server come back spread over some seconds.
    stream
        .session()
        .send(
            EventFrame.retry(
                ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS)));
    begun(stream);
    try {
      // Once a channel is open, its events move the cursor on threads of their own.
      List<SubscribeRequest> requests =
          destinations.stream().map(destination -> request(stream, destination, events)).toList();
      requests.forEach(this::subscribe);
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      AsyncContext async = request.startAsync(request, response);
      async.setTimeout(0);
      stream.start(async);
    } catch (RuntimeException | IOException refused) {
      forget(stream);
      subscriptions.leave(stream.session(), SubscriptionHook.End.LEFT);
      stream.session().finish();
      throw refused;
    }
    if (!running) {
      stream.session().close(CloseCode.SHUTDOWN);
    }
  }

  private SubscribeRequest request(
      EventStream stream, Destination destination, @Nullable String events) {
    String since = since(stream.cursor(), destination);
    Map<String, String> headers = new HashMap<>();
    headers.put("beacon", "true");
    headers.put("receipt", "stream");
    if (events != null) {
      headers.put("events", events);
    }
    if (since != null) {
      headers.put("since", since);
    }
    return new SubscribeRequest(
        stream.session(), stream.caller(), destination.value(), destination, headers);
  }

  private void subscribe(SubscribeRequest request) {
    subscriptions.subscribe(
        request, subscription -> new StreamOpening(subscription, request.header("since"), json));
  }

  /** Only recorded channels have positions to continue after. */
  private @Nullable String since(Cursor cursor, Destination destination) {
    return ChannelName.ofDestination(destination.value())
        .filter(channels::isRecorded)
        .map(channel -> cursor.since(channel.value()))
        .orElse(null);
  }

  private void requireRoom(Caller caller, List<Destination> destinations) {
    if (byUser.getOrDefault(caller.user(), Set.of()).size() >= streamSettings.maxPerUser()) {
      throw new Refused(
          ErrorCode.LIMIT_EXCEEDED,
          "A user has at most " + streamSettings.maxPerUser() + " event streams; close one first.");
    }
    if (destinations.stream().mapToInt(each -> each.value().length()).sum() > MAX_NAMES) {
      throw new Refused(
          ErrorCode.TOO_LARGE,
          "So many channels do not fit into a Last-Event-ID; use two streams.");
    }
  }

  private void begun(EventStream stream) {
    open.incrementAndGet();
    byUser.merge(stream.caller().user(), Set.of(stream), EventStreams::union);
  }

  private void forget(EventStream stream) {
    open.decrementAndGet();
    byUser.computeIfPresent(
        stream.caller().user(),
        (_, own) -> {
          Set<EventStream> left = new HashSet<>(own);
          left.remove(stream);
          return left.isEmpty() ? null : Set.copyOf(left);
        });
  }

  private static Set<EventStream> union(Set<EventStream> some, Set<EventStream> more) {
    Set<EventStream> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  @Override
  public List<OpenSession> sessions(UserId user) {
    return byUser.getOrDefault(user, Set.of()).stream().map(EventStream::describe).toList();
  }

  @Override
  public boolean revoke(UserId user, String sessionId) {
    for (EventStream stream : byUser.getOrDefault(user, Set.of())) {
      if (stream.session().id().equals(sessionId)) {
        stream.session().close(CloseCode.REVOKED);
        return true;
      }
    }
    return false;
  }

  /** What follows an end may wait for locks that the ending thread holds. */
  private void ended(EventStream stream) {
    cleaner.execute(
        () -> {
          forget(stream);
          subscriptions.leave(stream.session(), SubscriptionHook.End.LOST);
          stream.session().finish();
        });
  }

  @Scheduled(fixedRate = 1000)
  void tick() {
    long now = System.nanoTime();
    byUser.values().forEach(own -> own.forEach(stream -> tick(stream, now)));
  }

  /** What can be written shows that the reader lives, since nothing is ever heard of it. */
  private void tick(EventStream stream, long now) {
    long silent = now - stream.session().lastWrite();
    if (!stream.caller().expiresAt().isAfter(clock.instant())) {
      stream.session().close(CloseCode.EXPIRED);
    } else if (silent >= KEEP_ALIVE.toNanos()) {
      stream.session().send(EventFrame.comment(""));
    } else if (silent <= TICK.toNanos()) {
      subscriptions.alive(stream.session());
    }
  }

  @Override
  public void start() {
    running = true;
  }

  /** Each browser comes back after its own retry time. */
  @Override
  public void stop() {
    running = false;
    byUser
        .values()
        .forEach(own -> own.forEach(stream -> stream.session().close(CloseCode.SHUTDOWN)));
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
