package io.switchboard.broker;

import java.nio.ByteBuffer;

/** The socket under a session. Calls come from one thread at a time and never block. */
public interface Transport {

  /**
   * Starts to write.
   *
   * @param frame one encoded STOMP frame; shared with other sessions, so read it and leave it
   * @param text whether it is a WebSocket text message; binary otherwise
   * @param more whether another write follows at once and may share a system call
   * @param done called once when written or failed, on any thread, perhaps before this returns
   */
  void write(ByteBuffer frame, boolean text, boolean more, Done done);

  /** Closes after what was written before. */
  void close(CloseCode code);

  /** The outcome of a write. */
  interface Done {
    void written();

    void failed(Throwable cause);

    /** For a write nobody waits for. */
    Done IGNORED =
        new Done() {
          @Override
          public void written() {}

          @Override
          public void failed(Throwable cause) {}
        };
  }
}
