package io.switchboard.stream;

import io.switchboard.channel.Channels;
import io.switchboard.channel.Namespace;
import io.switchboard.log.LogPlace;
import io.switchboard.log.UserLog;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * What recorded channels keep about a user: what came on those that are his alone, and what he sent
 * on others. The export has the first page, and says where the next one is.
 */
@Component
class PersonalMessages implements PersonalData {

  private final Channels channels;
  private final UserLog log;

  PersonalMessages(Channels channels, UserLog log) {
    this.channels = channels;
    this.log = log;
  }

  /**
   * @param messages those of the user's own channels first; by channel, and there in the order in
   *     which they were recorded
   * @param next the address of the next page, absent after the last
   */
  record Page(List<Message> messages, @Nullable String next) {}

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public Page export(UserId user) {
    return page(user, null);
  }

  /**
   * @param after where the page before ended, {@code null} for the first page
   */
  Page page(UserId user, @Nullable LogPlace after) {
    UserLog.Page page = log.read(user, own(user), after);
    return new Page(
        page.publications().stream()
            .map(
                publication ->
                    Message.of(
                        publication,
                        publication.destination().substring(ChannelName.TOPIC.length()),
                        null))
            .toList(),
        page.next() == null ? null : address(user, page.next()));
  }

  private static String address(UserId user, LogPlace after) {
    return PersonalData.address(PersonalMessagesController.PATH, user)
        + "?after="
        + UriUtils.encode(after.toString(), StandardCharsets.UTF_8);
  }

  @Override
  public void erase(UserId user) {
    log.erase(user, own(user));
  }

  private List<ChannelName> own(UserId user) {
    return channels.namespaces().entrySet().stream()
        .filter(entry -> entry.getValue().subscribe() == Namespace.Subscribers.OWNER)
        .map(entry -> new ChannelName(entry.getKey() + ":" + user))
        .toList();
  }
}
