package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

@Converter
class UserIdColumn implements AttributeConverter<UserId, String> {

  @Override
  public @Nullable String convertToDatabaseColumn(@Nullable UserId user) {
    return user == null ? null : user.value();
  }

  @Override
  public @Nullable UserId convertToEntityAttribute(@Nullable String column) {
    return column == null ? null : new UserId(column);
  }
}
