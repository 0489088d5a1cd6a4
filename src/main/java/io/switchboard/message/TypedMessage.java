package io.switchboard.message;

import io.switchboard.schema.BodySchema;
import io.switchboard.shared.ChannelName;
import org.jspecify.annotations.Nullable;

/** What becomes of the messages of one type. */
sealed interface TypedMessage {

  /** The value of the header {@code type}. */
  String name();

  /** What bodies must look like, {@code null} for any JSON. */
  @Nullable BodySchema schema();

  /** The message itself goes to everybody on the channel. */
  record PassedOn(String name, @Nullable BodySchema schema, ChannelName channel)
      implements TypedMessage {}

  /** The handler's answer goes to everybody on the channel. */
  record Broadcast(
      String name, @Nullable BodySchema schema, MessageType handler, ChannelName channel)
      implements TypedMessage {}

  /** The handler's answer goes to the sender. */
  record Answered(String name, @Nullable BodySchema schema, MessageType handler)
      implements TypedMessage {}
}
