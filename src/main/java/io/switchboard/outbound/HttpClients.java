package io.switchboard.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * Starts HTTP clients that ask the filter twice: about every address that a name has, of which none
 * may be refused, and about the very address that a connection is opened to.
 */
@Component
class HttpClients {

  /** Threads of the client; they never wait. */
  private static final int THREADS = 32;

  private static final Duration IDLE = Duration.ofSeconds(60);

  private final OutboundSettings settings;
  private final AddressFilter filter;
  private final HostResolver resolver;
  private final SslBundles bundles;

  HttpClients(
      OutboundSettings settings, ObjectProvider<HostResolver> resolver, SslBundles bundles) {
    this.settings = settings;
    this.filter = new AddressFilter(settings.allowedBlocks());
    this.resolver = resolver.getIfAvailable(() -> HttpClients::lookUp);
    this.bundles = bundles;
  }

  HttpClient start() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("outbound");
    threads.setDaemon(true);
    GuardedConnector connector = new GuardedConnector();
    connector.setExecutor(threads);
    connector.setSslContextFactory(tls());
    connector.setConnectTimeout(settings.connectTimeout());
    connector.setIdleTimeout(IDLE);
    HTTP2Client http2 = new HTTP2Client(connector);
    HttpClient client =
        new HttpClient(
            new HttpClientTransportDynamic(
                connector,
                new ClientConnectionFactoryOverHTTP2.HTTP2(http2),
                HttpClientConnectionFactory.HTTP11));
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(null);
    client.setSocketAddressResolver(this::resolve);
    client.setConnectTimeout(settings.connectTimeout().toMillis());
    client.setMaxConnectionsPerDestination(settings.perHost().connections());
    client.setMaxRequestsQueuedPerDestination(settings.perHost().concurrency());
    client.setDestinationIdleTimeout(TimeUnit.MINUTES.toMillis(5));
    try {
      client.start();
      client.getContentDecoderFactories().clear();
      // They fail a 401 without a challenge, as push services send it.
      client.getProtocolHandlers().clear();
      return client;
    } catch (Exception failure) {
      throw new IllegalStateException("The HTTP client does not start.", failure);
    }
  }

  private SslContextFactory.Client tls() {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    String bundle = settings.sslBundle();
    if (bundle != null) {
      tls.setSslContext(bundle(bundle).createSslContext());
    }
    return tls;
  }

  private SslBundle bundle(String name) {
    try {
      return bundles.getBundle(name);
    } catch (NoSuchSslBundleException _) {
      throw new InvalidConfigurationPropertyValueException(
          "switchboard.outbound.ssl-bundle",
          name,
          "There is no such bundle in spring.ssl.bundle; there are: "
              + String.join(", ", bundles.getBundleNames())
              + ".");
    }
  }

  private void resolve(
      String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> found) {
    Thread.ofVirtual()
        .name("outbound-resolver")
        .start(
            () -> {
              try {
                List<InetSocketAddress> addresses = new ArrayList<>();
                for (InetSocketAddress address : resolver.resolve(host, port)) {
                  require(address);
                  addresses.add(named(host, address));
                }
                found.succeeded(addresses);
              } catch (UnknownHostException | RuntimeException failure) {
                found.failed(failure);
              }
            });
  }

  /** TLS checks the certificate against the name in the address: it must be the one called. */
  private static InetSocketAddress named(String host, InetSocketAddress address)
      throws UnknownHostException {
    return new InetSocketAddress(
        InetAddress.getByAddress(host, address.getAddress().getAddress()), address.getPort());
  }

  private void require(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)
        || internet.isUnresolved()
        || !filter.allows(internet.getAddress())) {
      throw new OutboundFailure(OutboundFailure.Reason.ADDRESS_REFUSED, null);
    }
  }

  private static List<InetSocketAddress> lookUp(String host, int port) throws UnknownHostException {
    return Stream.of(InetAddress.getAllByName(host))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  /** The last place before the socket. */
  private final class GuardedConnector extends ClientConnector {

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
      try {
        require(address);
      } catch (OutboundFailure refused) {
        if (context.get(CONNECTION_PROMISE_CONTEXT_KEY) instanceof Promise<?> promise) {
          promise.failed(refused);
          return;
        }
        throw refused;
      }
      super.connect(address, context);
    }
  }
}
