package io.switchboard.benchmark;

import java.time.Duration;

/**
 * What is done to a server.
 *
 * @param name as the table shows it
 * @param subscribers how many clients listen, spread evenly over the channels
 * @param channels how many channels there are
 * @param publishers how many further clients publish, in turn
 * @param window how many messages per subscriber may be under way; the next is sent when one came
 *     back, so nothing is dropped and throughput is what the server can do
 * @param rate instead of a window, messages per second; 0 for the window
 * @param stuck how many of the subscribers read nothing
 * @param size of a message's body, 32 bytes or more
 * @param duration for how long it publishes
 */
record Load(
    String name,
    int subscribers,
    int channels,
    int publishers,
    int window,
    int rate,
    int stuck,
    int size,
    Duration duration) {

  static Load windowed(
      String name, int subscribers, int channels, int publishers, int window, Duration duration) {
    return new Load(name, subscribers, channels, publishers, window, 0, 0, 128, duration);
  }

  static Load paced(
      String name, int subscribers, int rate, int stuck, int size, Duration duration) {
    return new Load(name, subscribers, 1, 1, 0, rate, stuck, size, duration);
  }
}
