package io.switchboard.stream;

import io.switchboard.shared.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands: what it sends as {@code Last-Event-ID} and finds in each {@code id:}. For
 * one channel that is its position; for several, {@code epoch:a=12,b=7}. Not thread-safe.
 */
interface Cursor {

  /**
   * Takes over the position of an event that is sent now.
   *
   * @return the id to send with it
   */
  String advance(String channel, String position);

  /** Where to continue on that channel; {@code null} if the reader begins. */
  @Nullable String since(String channel);

  /** The cursor of one channel: the position as it is. */
  static Cursor ofOne(@Nullable String since) {
    return new Cursor() {
      @Override
      public String advance(String channel, String position) {
        return position;
      }

      @Override
      public @Nullable String since(String channel) {
        return since;
      }
    };
  }

  /**
   * The cursor of several channels.
   *
   * @param channels their names; of others {@code since} may not speak
   */
  static Cursor ofMany(@Nullable String since, Set<String> channels) {
    return new Many(since, channels);
  }

  /** Offsets of several channels in one epoch. */
  final class Many implements Cursor {

    /** Stands for a position that cannot be continued; no channel's log has it. */
    private static final String LOST = "lost";

    private final boolean continues;
    private final Map<String, Long> offsets = new LinkedHashMap<>();
    private String epoch = "";

    private Many(@Nullable String since, Set<String> channels) {
      this.continues = since != null;
      if (since != null) {
        read(since, channels);
      }
    }

    /** What else a reader wrote here once came back in every id, line ends and all. */
    private void read(String since, Set<String> channels) {
      int colon = since.indexOf(':');
      for (String entry : since.substring(colon + 1).split(",")) {
        int equals = entry.lastIndexOf('=');
        Optional<Position> position =
            colon < 0 || equals < 0
                ? Optional.empty()
                : Position.parse(since.substring(0, colon + 1) + entry.substring(equals + 1));
        if (position.isPresent() && channels.contains(entry.substring(0, equals))) {
          epoch = position.get().epoch();
          offsets.put(entry.substring(0, equals), position.get().offset());
        }
      }
    }

    /** Offsets of another epoch are worth nothing beside the new one. */
    @Override
    public String advance(String channel, String position) {
      Position now = Position.parse(position).orElseThrow();
      if (!now.epoch().equals(epoch)) {
        offsets.clear();
        epoch = now.epoch();
      }
      offsets.put(channel, now.offset());
      return toString();
    }

    /** A reader that continues and has no position here missed something it cannot name. */
    @Override
    public @Nullable String since(String channel) {
      Long offset = offsets.get(channel);
      if (offset != null) {
        return epoch + ':' + offset;
      }
      return continues ? LOST : null;
    }

    @Override
    public String toString() {
      StringBuilder id = new StringBuilder(epoch).append(':');
      offsets.forEach(
          (channel, offset) ->
              id.append(id.charAt(id.length() - 1) == ':' ? "" : ",")
                  .append(channel)
                  .append('=')
                  .append(offset));
      return id.toString();
    }
  }
}
