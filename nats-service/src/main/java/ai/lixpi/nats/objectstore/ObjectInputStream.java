package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.io.InputStream;

/** The bytes of an object. Not thread-safe; to be closed. */
public abstract class ObjectInputStream extends InputStream {
  ObjectInputStream() {}

  /**
   * What is known of the object.
   *
   * @return its record
   */
  public abstract ObjectInfo info();
}
