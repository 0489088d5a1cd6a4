package io.switchboard.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFilterTests {

  private final AddressFilter filter = new AddressFilter(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
        "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"
      })
  void refusesSpecialAddresses(String address) {
    assertThat(filter.allows(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesSpecialAddressesOfVersion6(String address) throws UnknownHostException {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    // The JDK turns a mapped address into one of version 4, which says the same in the end.
    boolean mappedToPublic = bytes.length == 4 && bytes[0] == 8;

    assertThat(filter.allows(InetAddress.ofLiteral(address))).isEqualTo(mappedToPublic);
    if (bytes.length == 16) {
      assertThat(filter.allows(Inet6Address.getByAddress(null, bytes, 0))).isFalse();
    }
  }

  /** Forms in which the resolver of some systems still reads an address. */
  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "127.1", "127.0.1", "0.0.0.0"})
  void refusesWhatOtherNotationsLeadTo(String notation) throws UnknownHostException {
    for (InetAddress address : InetAddress.getAllByName(notation)) {
      assertThat(filter.allows(address)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450:4001::5f"
      })
  void allowsPublicAddresses(String address) {
    assertThat(filter.allows(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void allowsWhatTheOperatorNames() {
    AddressFilter own =
        new AddressFilter(
            List.of(AddressBlock.parse("10.1.0.0/17"), AddressBlock.parse("fd00:1::/33")));

    assertThat(own.allows(InetAddress.ofLiteral("10.1.127.255"))).isTrue();
    assertThat(own.allows(InetAddress.ofLiteral("10.1.128.0"))).isFalse();
    assertThat(own.allows(InetAddress.ofLiteral("fd00:1:7fff::1"))).isTrue();
    assertThat(own.allows(InetAddress.ofLiteral("fd00:1:8000::1"))).isFalse();
    assertThat(own.allows(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/-1", "10/8/8", "a/8"})
  void refusesBlocksThatAreNone(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
