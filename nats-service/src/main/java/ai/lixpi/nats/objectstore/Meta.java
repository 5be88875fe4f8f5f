package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;

/**
 * One record of an object as it stands in the stream: where, and at which sequence.
 *
 * @param info the record; possibly of a deleted object
 * @param subject where it stands
 * @param sequence its sequence in the stream
 */
record Meta(ObjectInfo info, String subject, long sequence) {
  boolean isLive() {
    return !info.isDeleted();
  }

  ObjectVersion version() {
    return new ObjectVersion(info, sequence);
  }
}
