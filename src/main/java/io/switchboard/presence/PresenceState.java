package io.switchboard.presence;

import io.switchboard.shared.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who is on one channel: pure state, no clock, no I/O, not thread-safe.
 *
 * <p>Changes are collected and handed out together by {@link #drain}, so that a storm of joins
 * costs a period and not a square. A device that was lost stays for the grace; a session of the
 * same user that comes meanwhile takes its place, and nobody else notices.
 */
final class PresenceState {

  /** A device, and until when it is kept if it was lost. */
  private record Device(UserId user, Meta meta, @Nullable Instant keptUntil, boolean announced) {

    Device with(Meta newMeta) {
      return new Device(user, newMeta, keptUntil, announced);
    }
  }

  private record Change(UserId user, Meta meta) {}

  private final Map<String, Device> devices = new LinkedHashMap<>();

  /** The sessions of kept devices, so that a storm of reconnects looks at each device once. */
  private final Map<UserId, Set<String>> lost = new LinkedHashMap<>();

  private final Map<String, Change> joins = new LinkedHashMap<>();
  private final Map<String, Change> leaves = new LinkedHashMap<>();

  /**
   * A session is on the channel.
   *
   * @param fresh its meta if it is new; a session that is there already, and one that takes the
   *     place of a lost device of the same user, keep ref and since
   */
  void join(String session, UserId user, Meta fresh, Instant now) {
    if (devices.containsKey(session)) {
      update(session, fresh.status(), fresh.data(), now);
      return;
    }
    Device before = takeLost(user);
    if (before == null) {
      devices.put(session, new Device(user, fresh, null, false));
      joins.put(fresh.ref(), new Change(user, fresh));
      return;
    }
    Meta old = before.meta();
    Meta meta = new Meta(old.ref(), fresh.status(), old.since(), now, fresh.name(), fresh.data());
    devices.put(session, new Device(user, meta, null, before.announced()));
    if (!meta.looksLike(old)) {
      joins.put(meta.ref(), new Change(user, meta));
    }
  }

  private @Nullable Device takeLost(UserId user) {
    Set<String> sessions = lost.get(user);
    if (sessions == null) {
      return null;
    }
    String session = sessions.iterator().next();
    found(user, session);
    return devices.remove(session);
  }

  private void found(UserId user, String session) {
    lost.computeIfPresent(
        user, (_, sessions) -> sessions.remove(session) && sessions.isEmpty() ? null : sessions);
  }

  /**
   * A session says something about itself; saying the same again changes nothing.
   *
   * @return whether the session is on the channel
   */
  boolean update(String session, Status status, JsonNode data, Instant now) {
    Device device = devices.get(session);
    if (device == null) {
      return false;
    }
    Meta meta = device.meta().with(status, data, now);
    devices.put(session, device.with(meta));
    if (!meta.looksLike(device.meta())) {
      joins.put(meta.ref(), new Change(device.user(), meta));
    }
    return true;
  }

  /** Something was heard from the session. */
  void touch(String session, Instant now) {
    devices.computeIfPresent(session, (_, device) -> device.with(device.meta().seen(now)));
  }

  /** The session left the channel and will not be missed. */
  void leave(String session) {
    Device device = devices.remove(session);
    if (device != null) {
      found(device.user(), session);
      gone(device);
    }
  }

  /** The session's connection was lost; its device is kept until then. */
  void lose(String session, Instant keptUntil) {
    Device device = devices.get(session);
    if (device != null) {
      devices.put(session, new Device(device.user(), device.meta(), keptUntil, device.announced()));
      lost.computeIfAbsent(device.user(), _ -> new LinkedHashSet<>()).add(session);
    }
  }

  /** Removes devices that did not come back in time. */
  void expire(Instant now) {
    List<String> sessions = lost.values().stream().flatMap(Set::stream).toList();
    for (String session : sessions) {
      Device device = devices.get(session);
      if (device != null && device.keptUntil() != null && !device.keptUntil().isAfter(now)) {
        leave(session);
      }
    }
  }

  /** A device that came and went between two drains was never there. */
  private void gone(Device device) {
    String ref = device.meta().ref();
    joins.remove(ref);
    if (device.announced()) {
      leaves.put(ref, new Change(device.user(), device.meta()));
    }
  }

  /** What changed since the last drain. */
  Diff drain() {
    Diff diff = new Diff(byUser(joins.values()), byUser(leaves.values()));
    joins.clear();
    leaves.clear();
    markAnnounced();
    return diff;
  }

  /** Everybody, as somebody who comes now must be told. */
  Map<UserId, List<Meta>> snapshot() {
    markAnnounced();
    return byUser(
        devices.values().stream().map(device -> new Change(device.user(), device.meta())).toList());
  }

  /** A user's, in the order in which they came. */
  List<Meta> devices(UserId user) {
    return devices.values().stream()
        .filter(device -> device.user().equals(user))
        .map(Device::meta)
        .toList();
  }

  private void markAnnounced() {
    devices.replaceAll(
        (_, device) ->
            device.announced()
                ? device
                : new Device(device.user(), device.meta(), device.keptUntil(), true));
  }

  /** How many devices are there. */
  int size() {
    return devices.size();
  }

  /** How many different users are there. */
  int users() {
    Set<UserId> users = new LinkedHashSet<>();
    devices.values().forEach(device -> users.add(device.user()));
    return users.size();
  }

  boolean isEmpty() {
    return devices.isEmpty() && joins.isEmpty() && leaves.isEmpty();
  }

  /** Whether time alone can change something. */
  boolean isWaiting() {
    return !lost.isEmpty();
  }

  private static Map<UserId, List<Meta>> byUser(Iterable<Change> changes) {
    Map<UserId, List<Meta>> users = new LinkedHashMap<>();
    changes.forEach(
        change -> users.computeIfAbsent(change.user(), _ -> new ArrayList<>()).add(change.meta()));
    return users;
  }

  /**
   * @param joins devices that came or changed
   * @param leaves devices that left
   */
  record Diff(Map<UserId, List<Meta>> joins, Map<UserId, List<Meta>> leaves) {

    boolean isEmpty() {
      return joins.isEmpty() && leaves.isEmpty();
    }
  }
}
