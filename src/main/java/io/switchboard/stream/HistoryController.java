package io.switchboard.stream;

import io.switchboard.log.ChannelLog;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Position;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.EventFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** History, and polling for clients that have nothing better. */
@RestController
class HistoryController {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final History history;
  private final ChannelLog log;
  private final Polls polls;
  private final Clock clock;
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

  HistoryController(History history, ChannelLog log, Polls polls, Clock clock) {
    this.history = history;
    this.log = log;
    this.polls = polls;
    this.clock = clock;
  }

  /**
   * A page of a recorded channel. With {@code since} and {@code wait}, a client that has everything
   * is answered when something is published, or empty-handed when the time is over or the service
   * stops.
   *
   * @param wait 0 to 60 s; it ends with the caller's token
   */
  @GetMapping("/api/channels/{channel}/messages")
  CompletableFuture<History.Page> messages(
      @AuthenticationPrincipal Caller caller,
      @PathVariable ChannelName channel,
      @RequestParam(required = false) @Nullable String since,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(defaultValue = "500") int limit,
      @RequestParam(defaultValue = "0s") @DurationFormat(style = DurationFormat.Style.SIMPLE)
          Duration wait,
      @RequestParam(required = false) @Nullable String event) {
    history.authorize(caller, channel);
    if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE, "wait", "wait is 0s to " + LONGEST_WAIT.toSeconds() + "s.");
    }
    Duration valid = Duration.between(clock.instant(), caller.expiresAt());
    Duration longest = wait.compareTo(valid) < 0 ? wait : valid;
    History.Query query =
        new History.Query(channel, since, before, limit, EventFilter.parse(event));
    return CompletableFuture.supplyAsync(() -> history.read(query), readers)
        .thenCompose(
            page ->
                page.recovered() && page.messages().isEmpty() && !page.more() && wait.isPositive()
                    ? waitAndRead(query, page, longest)
                    : CompletableFuture.completedFuture(page));
  }

  /** The channel is listened to before it is read again, so nothing falls between. */
  private CompletableFuture<History.Page> waitAndRead(
      History.Query query, History.Page empty, Duration wait) {
    ChannelName channel = query.channel();
    Position reached = new Position(empty.epoch(), empty.offset());
    log.retain(channel);
    return CompletableFuture.supplyAsync(() -> log.liveHead(channel), readers)
        .thenCompose(_ -> polls.await(log.after(channel, reached.offset()), wait))
        .whenComplete((_, _) -> log.release(channel))
        .thenApplyAsync(
            _ ->
                history.read(
                    new History.Query(
                        channel, reached.toString(), null, query.limit(), query.events())),
            readers);
  }
}
