package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.OnH2;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@OnH2
class StompConnectionTests {

  @Autowired StompServices services;
  @Autowired OpenConnections connections;

  /** A client that pinged and did not read once held a PONG in memory for every PING. */
  @Test
  void keepsOnePongForAClientThatPingsAndDoesNotRead() {
    List<String> pongs = new ArrayList<>();
    List<Callback> pending = new ArrayList<>();
    CoreSession socket =
        (CoreSession)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CoreSession.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("sendFrame") && arguments.length == 3) {
                    pongs.add(((Frame) arguments[0]).getPayloadAsUTF8());
                    pending.add((Callback) arguments[1]);
                  }
                  return null;
                });
    StompConnection connection =
        new StompConnection("id", services, null, Runnable::run, connections);
    connection.onOpen(socket, Callback.NOOP);
    for (int i = 0; i < 1000; i++) {
      ByteBuffer payload = ByteBuffer.wrap(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
      connection.onFrame(new Frame(OpCode.PING, payload), Callback.NOOP);
    }
    assertThat(pongs).containsExactly("0");

    pending.removeFirst().succeeded();
    assertThat(pongs).containsExactly("0", "999");
    pending.removeFirst().succeeded();
    connection.onFrame(new Frame(OpCode.PING, ByteBuffer.wrap(new byte[] {'x'})), Callback.NOOP);
    assertThat(pongs).containsExactly("0", "999", "x");
  }
}
