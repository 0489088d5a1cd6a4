package io.switchboard.broker;

import java.nio.ByteBuffer;

/**
 * A frame ready to be written, shared by all who get it.
 *
 * @param bytes the whole frame; readers take slices and write nothing
 * @param text whether it is valid UTF-8 and may go as a WebSocket text message
 */
public record EncodedFrame(ByteBuffer bytes, boolean text) {}
