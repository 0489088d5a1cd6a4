package io.switchboard.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to. Who lets the service call a URL of his choice must not reach
 * what only the service can reach: its own machine, its network, the metadata of its cloud. So only
 * addresses of the public Internet pass (IANA's special-purpose registries, RFC 6890), and those
 * that an operator names. Forms that hold an IPv4 address in an IPv6 one do not pass either, as
 * what they lead to depends on the network.
 */
final class AddressFilter {

  private static final List<AddressBlock> REFUSED_V4 =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /** All that is handed out to anybody; mapped, NAT64 (RFC 6052), local and multicast are not. */
  private static final AddressBlock GLOBAL_V6 = AddressBlock.parse("2000::/3");

  /** Protocols with Teredo, documentation, 6to4. */
  private static final List<AddressBlock> REFUSED_V6 =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private final List<AddressBlock> allowed;

  /**
   * @param allowed blocks that pass although they would not
   */
  AddressFilter(List<AddressBlock> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  boolean allows(InetAddress address) {
    return isWithin(allowed, address) || isPublic(address);
  }

  private static boolean isPublic(InetAddress address) {
    return address instanceof Inet4Address
        ? !isWithin(REFUSED_V4, address)
        : GLOBAL_V6.contains(address) && !isWithin(REFUSED_V6, address);
  }

  private static boolean isWithin(List<AddressBlock> blocks, InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Stream.of(texts).map(AddressBlock::parse).toList();
  }
}
