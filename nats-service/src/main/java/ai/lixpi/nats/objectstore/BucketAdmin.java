package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Messaging;
import io.nats.client.Message;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Creates, opens, changes, lists and deletes buckets. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class BucketAdmin {
  private static final byte[] NOTHING = {};

  private final Messaging messaging;

  BucketAdmin(Messaging messaging) {
    this.messaging = messaging;
  }

  ObjectStoreStatus create(ObjectStoreConfiguration configuration) {
    byte[] body = configuration.getBackingConfig().toJson().getBytes(StandardCharsets.UTF_8);
    return status(call(configuration.getBucketName(), "STREAM.CREATE", body));
  }

  ObjectStoreStatus status(String bucket) {
    return status(call(bucket, "STREAM.INFO", NOTHING));
  }

  ObjectStoreStatus update(String bucket, ObjectStoreConfiguration configuration) {
    throw new UnsupportedOperationException();
  }

  void seal(String bucket) {
    throw new UnsupportedOperationException();
  }

  boolean delete(String bucket) {
    try {
      call(bucket, "STREAM.DELETE", NOTHING);
      return true;
    } catch (BucketNotFoundException e) {
      return false;
    }
  }

  List<ObjectStoreStatus> list() {
    throw new UnsupportedOperationException();
  }

  private Message call(String bucket, String what, byte[] body) {
    return new StreamApi(messaging, bucket).call(what, body, Deadline.after(StreamApi.TIMEOUT));
  }

  private static ObjectStoreStatus status(Message streamInfo) {
    return new ObjectStoreStatus(new StreamInfo(streamInfo));
  }
}
