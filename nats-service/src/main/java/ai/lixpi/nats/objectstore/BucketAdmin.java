package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Messaging;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Message;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, opens, changes, lists and deletes buckets. */
final class BucketAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final byte[] NOTHING = {};

  private final Messaging messaging;

  BucketAdmin(Messaging messaging) {
    this.messaging = messaging;
  }

  /** Creates a bucket; one that exists with the same configuration is left as it is. */
  ObjectStoreStatus create(ObjectStoreConfiguration configuration) {
    String bucket = nameOf(configuration);
    Deadline deadline = Deadline.after(StreamApi.TIMEOUT);
    boolean there = exists(bucket, deadline); // for the log: the answer below does not tell
    ObjectStoreStatus status =
        status(api(bucket).call("STREAM.CREATE", json(configuration), deadline));
    if (!there) {
      LOG.info("Object Store bucket created: {}", bucket);
    }
    return status;
  }

  /** Whether there is a bucket, asked before it is changed. */
  private boolean exists(String bucket, Deadline deadline) {
    try {
      api(bucket).call("STREAM.INFO", NOTHING, deadline);
      return true;
    } catch (BucketNotFoundException e) {
      return false;
    } catch (JetStreamUnavailableException e) {
      if (e.outcome() == Outcome.UNKNOWN) { // of this question, so the change was not sent
        throw new JetStreamUnavailableException(Outcome.NOT_SENT, bucket, "STREAM.INFO", e);
      }
      throw e;
    }
  }

  ObjectStoreStatus status(String bucket) {
    return status(call(bucket, "STREAM.INFO", NOTHING));
  }

  ObjectStoreStatus update(String bucket, ObjectStoreConfiguration configuration) {
    String given = nameOf(configuration);
    if (!given.equals(bucket)) {
      throw new ConfigurationException(
          "The configuration is for the bucket '"
              + given
              + "', not for '"
              + bucket
              + "': start from status().getConfiguration().");
    }
    try {
      return status(call(bucket, "STREAM.UPDATE", json(configuration)));
    } catch (JetStreamException e) {
      throw sealed(bucket, e) ? new BucketSealedException(bucket) : e;
    }
  }

  // The server says only that the configuration is invalid
  private boolean sealed(String bucket, JetStreamException e) {
    return e.errorCode() == ApiError.INVALID_CONFIGURATION && status(bucket).isSealed();
  }

  void seal(String bucket) {
    JsonNode info = api(bucket).json(call(bucket, "STREAM.INFO", NOTHING), "STREAM.INFO");
    if (info.path("config").path("sealed").asBoolean()
        || !(info.path("config") instanceof ObjectNode config)) {
      return; // a second seal would be refused
    }
    // What the server has said, with one change, so that nothing gets lost that jnats does not know
    config.put("sealed", true);
    try {
      call(bucket, "STREAM.UPDATE", config.toString().getBytes(StandardCharsets.UTF_8));
    } catch (JetStreamException e) {
      if (!sealed(bucket, e)) {
        throw e;
      }
    }
  }

  boolean delete(String bucket) {
    Deadline deadline = Deadline.after(StreamApi.TIMEOUT);
    if (!exists(bucket, deadline)) {
      return false;
    }
    try {
      api(bucket).call("STREAM.DELETE", NOTHING, deadline);
    } catch (BucketNotFoundException e) {
      // an earlier try has deleted it and its answer was lost, or somebody else was faster
    }
    LOG.info("Object Store bucket deleted: {}", bucket);
    return true;
  }

  List<ObjectStoreStatus> list() {
    return new BucketList(messaging).all();
  }

  private StreamApi api(String bucket) {
    return new StreamApi(messaging, bucket);
  }

  private Message call(String bucket, String what, byte[] body) {
    return api(bucket).call(what, body, Deadline.after(StreamApi.TIMEOUT));
  }

  private static String nameOf(ObjectStoreConfiguration configuration) {
    return Names.requireBucket(Given.nonNull("configuration", configuration).getBucketName());
  }

  private static byte[] json(ObjectStoreConfiguration configuration) {
    return configuration.getBackingConfig().toJson().getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectStoreStatus status(Message streamInfo) {
    return new ObjectStoreStatus(new StreamInfo(streamInfo));
  }
}
