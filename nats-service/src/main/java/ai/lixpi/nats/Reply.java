package ai.lixpi.nats;

import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An answer with headers.
 *
 * @param data the answer, encoded like any other
 * @param headers its headers
 */
public record Reply(@Nullable Object data, Headers headers) {
  @Override
  public String toString() {
    return "Reply[" + headers.size() + " headers]";
  }
}
