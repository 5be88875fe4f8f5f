package ai.lixpi.nats.internal;

import ai.lixpi.nats.ConfigurationException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks that users have given what they call us with, also where no compiler checks it. */
public final class Given {
  private Given() {}

  /**
   * Requires a value.
   *
   * @param name what it is, for the message
   * @param value the value
   * @param <T> its type
   * @return the value
   */
  public static <T> T nonNull(String name, @Nullable T value) {
    if (value == null) {
      throw new ConfigurationException(name + " is null: give a value, or leave the call out.");
    }
    return value;
  }

  /**
   * Requires a handler.
   *
   * @param handler the handler
   * @return the handler
   */
  public static Object handler(@Nullable Object handler) {
    if (handler == null) {
      throw new ConfigurationException(
          "The handler is null: give a lambda like (data, message) -> ...");
    }
    return handler;
  }

  /**
   * Requires values, and no null among them.
   *
   * @param name what they are, for the message
   * @param values the values
   * @param <T> their type
   * @return a copy
   */
  public static <T> List<T> allNonNull(String name, T[] values) {
    return allNonNull(name, Arrays.asList(nonNull(name, values)));
  }

  /**
   * Requires values, and no null among them.
   *
   * @param name what they are, for the message
   * @param values the values
   * @param <T> their type
   * @return a copy
   */
  public static <T> List<T> allNonNull(String name, Collection<T> values) {
    if (nonNull(name, values).stream().anyMatch(Objects::isNull)) {
      throw new ConfigurationException("One of " + name + " is null: leave it out.");
    }
    return List.copyOf(values);
  }
}
