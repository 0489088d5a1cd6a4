package io.switchboard.outbound;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of IP addresses in CIDR notation.
 *
 * @param address the bytes of its first address, 4 or 16
 * @param bits how many of them all its addresses share
 */
record AddressBlock(byte[] address, int bits) {

  /**
   * @param text such as {@code 10.0.0.0/8}, {@code fd00::/8}, or one address
   * @throws IllegalArgumentException if it is none; nothing is looked up
   */
  static AddressBlock parse(String text) {
    String[] parts = text.split("/", 2);
    byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
    int most = address.length * 8;
    int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("a prefix has 0 to " + most + " bits");
    }
    return new AddressBlock(address, bits);
  }

  boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    int whole = bits / 8;
    if (bytes.length != address.length || !Arrays.equals(bytes, 0, whole, address, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || (bytes[whole] ^ address[whole]) >> (8 - rest) == 0;
  }
}
