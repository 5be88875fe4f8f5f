package ai.lixpi.nats.codec;

import org.jspecify.annotations.Nullable;

/**
 * Turns values of one type into payloads and back. The seam for formats other than JSON, text and
 * raw bytes. Implementations must be safe for use by several threads at once.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
  /**
   * Encodes a value. Runs on the thread that publishes.
   *
   * @param value the value, or null for "no value"
   * @return the payload; the caller does not change it afterwards
   * @throws Exception when the value can't be encoded; anything but an {@link
   *     ai.lixpi.nats.EncodeException} is wrapped
   */
  byte[] encode(@Nullable T value) throws Exception;

  /**
   * Decodes a payload. Runs on the thread that handles the message.
   *
   * @param payload the payload as it arrived; not to be changed
   * @return the value, never null
   * @throws Exception when the payload can't be decoded; anything but a {@link
   *     ai.lixpi.nats.DecodeException} is wrapped, without its message, because that may quote the
   *     payload
   */
  T decode(byte[] payload) throws Exception;
}
