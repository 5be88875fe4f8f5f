package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One record of an object as it stands in the stream: where, and at which sequence.
 *
 * @param info the record; possibly of a deleted object
 * @param subject where it stands
 * @param sequence its sequence in the stream
 * @param headers those of its message, not of the object
 */
record Meta(ObjectInfo info, String subject, long sequence, Headers headers) {
  Meta(ObjectInfo info, String subject, long sequence) {
    this(info, subject, sequence, new Headers());
  }

  boolean isLive() {
    return !info.isDeleted();
  }

  boolean refersTo(@Nullable String nuid) {
    return nuid != null && nuid.equals(info.getNuid());
  }

  @Nullable String header(String name) {
    return headers.getFirst(name);
  }

  ObjectVersion version() {
    return new ObjectVersion(info, sequence);
  }
}
