package io.switchboard.preference;

/**
 * One choice as a user set it.
 *
 * @param policyType a policy type of the catalogue, or {@code *} for all
 * @param channelType a channel type of the catalogue, or {@code *} for all
 * @param policySetting {@link PolicySetting#INHERIT} if the user took the choice back
 */
public record PreferenceChange(String policyType, String channelType, PolicySetting policySetting) {

  Cell cell() {
    return new Cell(policyType, channelType);
  }
}
