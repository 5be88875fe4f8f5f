package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.io.InputStream;

/**
 * The bytes of an object. Not for several threads, but for {@code close()}; to be closed. What
 * {@code transferTo} gives to a stream is used again after its {@code write} has returned.
 */
public abstract class ObjectInputStream extends InputStream {
  ObjectInputStream() {}

  /**
   * What is known of the object.
   *
   * @return its record
   */
  public abstract ObjectInfo info();
}
