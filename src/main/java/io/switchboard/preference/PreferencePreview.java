package io.switchboard.preference;

import io.switchboard.shared.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a notification.
 *
 * @param counts per channel type how often each reason would decide
 * @param recipients each user, in the order of the request, with each channel type
 */
record PreferencePreview(
    String policyType,
    Instant at,
    Map<String, Map<String, Integer>> counts,
    List<PreviewedRecipient> recipients) {

  /**
   * @param user who
   * @param channels what would become of it on each channel type
   */
  record PreviewedRecipient(UserId user, List<PreviewedChannel> channels) {}

  record PreviewedChannel(
      String channelType,
      Verdict verdict,
      Reason reason,
      Layer layer,
      @Nullable String row,
      @Nullable Instant until) {}

  /**
   * @param decisions per user and channel type
   */
  static PreferencePreview of(Question question, Map<UserId, Map<String, Decision>> decisions) {
    Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    List<PreviewedRecipient> recipients = new ArrayList<>();
    decisions.forEach(
        (user, byChannel) -> {
          List<PreviewedChannel> channels = new ArrayList<>();
          byChannel.forEach(
              (channelType, decision) -> {
                channels.add(channel(channelType, decision));
                counts
                    .computeIfAbsent(channelType, _ -> new TreeMap<>())
                    .merge(decision.reason().word(), 1, Integer::sum);
              });
          recipients.add(new PreviewedRecipient(user, channels));
        });
    return new PreferencePreview(question.policyType(), question.at(), counts, recipients);
  }

  private static PreviewedChannel channel(String channelType, Decision decision) {
    return new PreviewedChannel(
        channelType,
        decision.verdict(),
        decision.reason(),
        decision.layer(),
        decision.row(),
        decision.until());
  }
}
