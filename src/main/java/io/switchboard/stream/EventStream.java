package io.switchboard.stream;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.PublicationEncoder;
import io.switchboard.broker.SlowClients;
import io.switchboard.broker.Transport;
import io.switchboard.security.Caller;
import io.switchboard.stomp.OpenSession;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open event stream: a session whose way out is the body of an HTTP response. No thread waits
 * for its socket: what cannot be written now is written when the container says so.
 */
final class EventStream implements Transport, WriteListener, AsyncListener {

  private record Waiting(byte[] bytes, Done done) {}

  private final Caller caller;
  private final Cursor cursor;
  private final ClientSession session;
  private final Consumer<EventStream> onEnd;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Instant openedAt;
  private @Nullable AsyncContext async;
  private @Nullable ServletOutputStream body;
  private boolean writable;
  private boolean unflushed;
  private @Nullable CloseCode closing;
  private boolean ended;

  /**
   * @param slow how much may wait for it
   * @param onEnd called once when the response is over
   */
  EventStream(
      String id,
      Caller caller,
      Cursor cursor,
      PublicationEncoder encoder,
      SlowClients slow,
      Instant openedAt,
      Consumer<EventStream> onEnd) {
    this.caller = caller;
    this.cursor = cursor;
    this.onEnd = onEnd;
    this.openedAt = openedAt;
    this.session = new ClientSession(id, caller.user(), this, encoder, slow);
  }

  /** Takes the response over; what was written so far has waited for it. */
  void start(AsyncContext context) throws IOException {
    ServletOutputStream output = context.getResponse().getOutputStream();
    synchronized (this) {
      async = context;
      body = output;
    }
    context.addListener(this);
    output.setWriteListener(this);
  }

  ClientSession session() {
    return session;
  }

  Caller caller() {
    return caller;
  }

  Cursor cursor() {
    return cursor;
  }

  /** What an operator sees. Nothing is ever heard on a stream after its request. */
  OpenSession describe() {
    return new OpenSession(
        session.id(),
        openedAt,
        openedAt,
        caller.expiresAt(),
        "sse",
        session.subscriptions().stream()
            .map(it -> new OpenSession.Listening(it.id(), it.destination()))
            .toList());
  }

  @Override
  public void write(ByteBuffer frame, boolean text, boolean more, Done done) {
    synchronized (this) {
      waiting.add(new Waiting(EventFrame.sent(frame, cursor), done));
    }
    if (!more) {
      drain();
    }
  }

  @Override
  public void close(CloseCode code) {
    synchronized (this) {
      if (closing == null) {
        closing = code;
      }
      if (code == CloseCode.TOO_SLOW) {
        waiting.clear();
      }
    }
    drain();
  }

  /** The first call says that the servlet has returned and the response is ours. */
  @Override
  public void onWritePossible() {
    synchronized (this) {
      writable = true;
    }
    drain();
  }

  @Override
  public void onError(Throwable failure) {
    end();
    complete();
  }

  private void drain() {
    List<Done> written = new ArrayList<>();
    boolean complete;
    try {
      complete = writeWhatFits(written);
    } catch (IOException | IllegalStateException gone) {
      end();
      complete = true;
    }
    written.forEach(Done::written);
    if (complete) {
      complete();
    }
  }

  private void complete() {
    AsyncContext context;
    synchronized (this) {
      context = async;
      async = null;
    }
    if (context != null) {
      try {
        context.complete();
      } catch (IllegalStateException _) {
        // The container was faster.
      }
    }
  }

  /** True if the response is over. */
  private synchronized boolean writeWhatFits(List<Done> written) throws IOException {
    ServletOutputStream output = body;
    if (!writable || ended || output == null) {
      return false;
    }
    if (closing == CloseCode.TOO_SLOW) {
      ended = true;
      return true;
    }
    while (output.isReady()) {
      Waiting next = waiting.poll();
      if (next != null) {
        output.write(next.bytes);
        unflushed = true;
        written.add(next.done);
      } else if (unflushed) {
        unflushed = false;
        output.flush();
      } else {
        ended = closing != null;
        return ended;
      }
    }
    return false;
  }

  private void end() {
    List<Waiting> left;
    synchronized (this) {
      ended = true;
      left = List.copyOf(waiting);
      waiting.clear();
    }
    IOException gone = new IOException("The client is gone");
    left.forEach(each -> each.done.failed(gone));
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
    onEnd.accept(this);
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // It has none.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // It starts once.
  }
}
