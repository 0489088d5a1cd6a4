package io.switchboard.testing;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * ActiveMQ Artemis in this JVM: STOMP on a free loopback port, nothing on disk, one login. {@code
 * /topic/…} reaches every subscriber.
 */
final class EmbeddedArtemis {

  private static final String ROLE = "service";

  private EmbeddedArtemis() {}

  static StompBroker start() {
    String login = "switchboard";
    String passcode = UUID.randomUUID().toString();
    EmbeddedActiveMQ server =
        new EmbeddedActiveMQ()
            .setSecurityManager(
                new ActiveMQJAASSecurityManager(
                    InVMLoginModule.class.getName(),
                    new SecurityConfiguration(
                        Map.of(login, passcode), Map.of(login, List.of(ROLE)))));
    try {
      server.setConfiguration(configuration()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-artemis"));
      return new StompBroker("127.0.0.1", port(server), login, passcode, "/");
    } catch (Exception failure) {
      throw new IllegalStateException("Artemis did not start", failure);
    }
  }

  private static Configuration configuration() throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setBrokerInstance(new File("target/test-data/artemis"));
    return configuration
        .setPersistenceEnabled(false)
        .setJMXManagementEnabled(false)
        .setSecurityEnabled(true)
        .putSecurityRoles("#", Set.of(everything()))
        .addAcceptorConfiguration(
            "stomp",
            "tcp://127.0.0.1:0?protocols=STOMP;multicastPrefix=/topic/;anycastPrefix=/queue/");
  }

  private static Role everything() {
    return new Role(ROLE, true, true, true, true, true, true, true, true, true, true, false, false);
  }

  private static int port(EmbeddedActiveMQ server) {
    return ((NettyAcceptor) server.getActiveMQServer().getRemotingService().getAcceptor("stomp"))
        .getActualPort();
  }

  private static void stop(EmbeddedActiveMQ server) {
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("Artemis did not stop", failure);
    }
  }
}
