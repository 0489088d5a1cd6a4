package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The log of all recorded channels: what was published, in the order of its commits, for as long as
 * it is kept.
 *
 * <p>Every publication gets the next offset of its channel, so a reader that has seen offsets
 * without a gap has seen everything. Recorded means committed: what a caller was told is recorded
 * survives the loss of this process.
 */
@Component
public class ChannelLog {

  private final GroupCommit commits;
  private final LogWriter writer;
  private final LogReader reader;
  private final Feeds feeds;
  private final Epoch epoch;
  private final LogMetrics metrics;

  ChannelLog(
      GroupCommit commits,
      LogWriter writer,
      LogReader reader,
      Feeds feeds,
      Epoch epoch,
      LogMetrics metrics) {
    this.commits = commits;
    this.writer = writer;
    this.reader = reader;
    this.feeds = feeds;
    this.epoch = epoch;
    this.metrics = metrics;
  }

  static ChannelName channel(Publication publication) {
    return new ChannelName(publication.destination().substring(ChannelName.TOPIC.length()));
  }

  /**
   * Records a publication, together with others that come at the same time, and hands it out.
   * Publications of one channel that one thread records keep their order.
   *
   * @return the publication with its position, once it is committed; or the failure, after which it
   *     is unknown whether it was recorded only if the database was lost during the commit.
   *     Cancelling withdraws it, unless it is being recorded
   */
  public CompletableFuture<Publication> record(LogEntry entry) {
    return commits.add(entry);
  }

  /**
   * Records within the caller's transaction and hands out after its commit. It locks the channels'
   * counters until then, so it comes last in the transaction.
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public List<Publication> recordWithin(List<LogEntry> entries) {
    return writer.recordWithin(entries);
  }

  /** Where the channel stands: {@code epoch:0} if it was never used. */
  public Position head(ChannelName channel) {
    return new Position(epoch.current(), reader.head(channel));
  }

  /**
   * Reads forward.
   *
   * @param after the offset before the first one wanted
   * @param upTo the last offset wanted
   * @param limit at most so many, and about 1 MB
   * @return in order and without a gap; empty if the first one wanted is not kept any more
   */
  public List<Publication> read(ChannelName channel, long after, long upTo, int limit) {
    return withoutGap(reader.read(channel, after, upTo, limit, LogReader.BRIEFLY), after);
  }

  /** As {@link #read}, for one of many clients that come back at once and wait for their turn. */
  public List<Publication> readPatiently(ChannelName channel, long after, long upTo, int limit) {
    return withoutGap(reader.read(channel, after, upTo, limit, LogReader.PATIENTLY), after);
  }

  private static List<Publication> withoutGap(List<Publication> page, long after) {
    for (int i = 0; i < page.size(); i++) {
      Position position = page.get(i).position();
      if (position == null || position.offset() != after + 1 + i) {
        return page.subList(0, i);
      }
    }
    return page;
  }

  /** Reads the last publications up to an offset, oldest first; fewer if they are large. */
  public List<Publication> readBefore(ChannelName channel, long upTo, int limit) {
    int count = limit;
    while (true) {
      List<Publication> page =
          reader.read(channel, Math.max(0, upTo - count), upTo, count, LogReader.BRIEFLY);
      Position last = page.isEmpty() ? null : page.getLast().position();
      if (last == null || last.offset() == upTo || count == 1) {
        return page;
      }
      count = count / 2;
    }
  }

  /**
   * The publication of that id if it was recorded, or is about to be; for the rare repetition of a
   * request that was not answered.
   */
  public Optional<CompletableFuture<Publication>> find(ChannelName channel, String id) {
    // In this order: what ends meanwhile is in the log.
    return commits
        .underWay(channel, id)
        .or(() -> reader.find(channel, id).map(CompletableFuture::completedFuture));
  }

  /** Somebody on this node listens to the channel; to be paired with {@link #release}. */
  public void retain(ChannelName channel) {
    feeds.retain(channel);
  }

  /** Somebody stopped listening. */
  public void release(ChannelName channel) {
    feeds.release(channel);
  }

  /**
   * Where the live end of a retained channel stands. Whoever was registered at the broker before
   * this call gets everything after it.
   */
  public Position liveHead(ChannelName channel) {
    return new Position(epoch.current(), feeds.head(channel));
  }

  /** As {@link #liveHead}, if it is known without a look into the database. */
  public Optional<Position> knownHead(ChannelName channel) {
    long head = feeds.knownHead(channel);
    return head < 0 ? Optional.empty() : Optional.of(new Position(epoch.current(), head));
  }

  /**
   * Completes when a retained channel has handed out something after that offset, or when positions
   * have lost their meaning. To be cancelled by who does not wait any more.
   */
  public CompletableFuture<Void> after(ChannelName channel, long offset) {
    return feeds.after(channel, offset);
  }

  /** Counts how a client's wish to continue ended. */
  public void continued(boolean whole) {
    metrics.continued(whole);
  }

  /** What was published since the backup is gone: every position so far is void. */
  Position renewEpoch() {
    epoch.renew();
    if (epoch.refresh()) {
      feeds.restart();
    }
    return new Position(epoch.current(), 0);
  }
}
