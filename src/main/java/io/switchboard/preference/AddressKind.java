package io.switchboard.preference;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an address of a channel type looks like. */
enum AddressKind {
  /** The service knows where to deliver; users name no address. */
  NONE("This channel type takes no address.") {
    @Override
    boolean fits(String address) {
      return false;
    }
  },
  /** An email address: local part, {@code @}, and a domain of at least two labels. */
  EMAIL("An email address looks like alice@example.com.") {
    @Override
    boolean fits(String address) {
      return EMAIL_ADDRESS.matcher(address).matches();
    }

    @Override
    String canonical(String address) {
      return super.canonical(address).toLowerCase(Locale.ROOT);
    }
  },
  /** An absolute {@code https} URL without user-info and fragment. */
  HTTPS("The address is an https URL, without user name and fragment.") {
    @Override
    boolean fits(String address) {
      try {
        URI uri = new URI(address).parseServerAuthority();
        return "https".equalsIgnoreCase(uri.getScheme())
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && uri.getRawFragment() == null
            && uri.getPort() <= 65_535;
      } catch (URISyntaxException _) {
        return false;
      }
    }
  },
  /** Any text that is not blank. */
  TEXT("The address is empty.") {
    @Override
    boolean fits(String address) {
      return !address.isBlank();
    }
  };

  /** Characters an address may have. */
  static final int MAX_LENGTH = 320;

  // The local part is RFC 5321's dot-string without its quoted form, but open to letters of any
  // script (RFC 6531).
  private static final Pattern EMAIL_ADDRESS =
      Pattern.compile(
          "(?=[^@]{1,64}@)[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*"
              + "@(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
              + "[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])");

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private final String advice;

  AddressKind(String advice) {
    this.advice = advice;
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for any other word, also in another case
   */
  static AddressKind of(String word) {
    return switch (word) {
      case "none" -> NONE;
      case "email" -> EMAIL;
      case "https" -> HTTPS;
      case "text" -> TEXT;
      default -> throw refused("An address is none, email, https or text.");
    };
  }

  abstract boolean fits(String address);

  /** What is the same for two addresses if they are one; case matters but to email. */
  String canonical(String address) {
    return address.strip();
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} if the address is not of this kind, has more
   *     than {@value #MAX_LENGTH} characters, or has a control character in it
   */
  void require(String address) {
    if (address.length() > MAX_LENGTH) {
      throw refused("The address has more than " + MAX_LENGTH + " characters.");
    }
    if (INVISIBLE.matcher(address).find()) {
      throw refused("The address has a control character in it.");
    }
    if (!fits(address)) {
      throw refused(advice);
    }
  }

  private static Refused refused(String detail) {
    return Refused.field(ErrorCode.INVALID_VALUE, "address", detail);
  }
}
