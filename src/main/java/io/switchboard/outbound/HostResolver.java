package io.switchboard.outbound;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Says where a host is. Asked for each new connection, on a thread that may block; what it answers
 * is checked and then connected to without being asked again, so that it cannot answer differently
 * the second time.
 */
@FunctionalInterface
public interface HostResolver {

  /**
   * @param host a DNS name, or an address as text
   * @return all its addresses, in the order in which they are tried
   * @throws UnknownHostException if it has none
   */
  List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException;
}
