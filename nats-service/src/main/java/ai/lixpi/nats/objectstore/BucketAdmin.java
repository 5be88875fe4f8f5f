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
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, opens, changes, lists and deletes buckets. */
final class BucketAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final byte[] NOTHING = {};
  private static final String INFO = "STREAM.INFO";
  private static final String CREATE = "STREAM.CREATE";
  private static final String UPDATE = "STREAM.UPDATE";

  /** Whether a stream takes atomic batches. */
  static final String ALLOW_ATOMIC = "allow_atomic";

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Messaging messaging;
  private final Turns turns = new Turns(128 * 1024, 256 * 1024);

  BucketAdmin(Messaging messaging) {
    this.messaging = messaging;
  }

  /** Creates a bucket; one that exists with the same configuration is left as it is. */
  ObjectStoreStatus create(ObjectStoreConfiguration configuration) {
    String bucket = nameOf(configuration);
    Deadline deadline = Deadline.after(StreamApi.TIMEOUT);
    Message there = info(bucket, deadline);
    if (there != null) {
      return status(
          bucket,
          CREATE,
          api(bucket).call(CREATE, json(configuration, isAtomic(bucket, there)), deadline));
    }
    ObjectStoreStatus status = createNew(bucket, configuration, deadline);
    LOG.info("Object Store bucket created: {}", bucket);
    return status;
  }

  private ObjectStoreStatus createNew(
      String bucket, ObjectStoreConfiguration configuration, Deadline deadline) {
    boolean atomic = configuration.getStorageType() == StorageType.Memory;
    try {
      return status(bucket, CREATE, create(bucket, json(configuration, atomic), deadline));
    } catch (JetStreamException e) {
      if (!atomic || e.errorCode() != ApiError.INVALID_JSON) {
        throw e;
      }
      // an older server that is strict about what it does not know
      return status(bucket, CREATE, create(bucket, json(configuration, false), deadline));
    }
  }

  /** What was deleted a moment ago may still be in the way of the server. */
  private Message create(String bucket, byte[] body, Deadline deadline) {
    while (true) {
      try {
        return api(bucket).call(CREATE, body, deadline);
      } catch (JetStreamException e) {
        if (!isStoreInTheWay(e) || deadline.isOver() || messaging.isClosed()) {
          throw e;
        }
        StreamApi.pause(PAUSE);
      }
    }
  }

  private static boolean isStoreInTheWay(JetStreamException e) {
    return e.errorCode() == ApiError.STREAM_CREATE_FAILED
        && String.valueOf(e.getMessage()).contains("creating store");
  }

  /** What there is of a bucket, asked before it is changed; null when there is none. */
  private @Nullable Message info(String bucket, Deadline deadline) {
    try {
      return api(bucket).call(INFO, NOTHING, deadline);
    } catch (BucketNotFoundException e) {
      return null;
    } catch (JetStreamUnavailableException e) {
      if (e.outcome() == Outcome.UNKNOWN) { // of this question, so the change was not sent
        throw new JetStreamUnavailableException(Outcome.NOT_SENT, bucket, INFO, e);
      }
      throw e;
    }
  }

  ObjectStoreStatus status(String bucket) {
    return status(bucket, INFO, call(bucket, INFO, NOTHING));
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
      Message there = info(bucket, Deadline.after(StreamApi.TIMEOUT));
      boolean atomic = there != null && isAtomic(bucket, there);
      return status(bucket, UPDATE, call(bucket, UPDATE, json(configuration, atomic)));
    } catch (JetStreamException e) {
      throw sealed(bucket, e) ? new BucketSealedException(bucket) : e;
    }
  }

  // The server says only that the configuration is invalid
  private boolean sealed(String bucket, JetStreamException e) {
    return e.errorCode() == ApiError.INVALID_CONFIGURATION && status(bucket).isSealed();
  }

  void seal(String bucket) {
    JsonNode info = api(bucket).json(call(bucket, INFO, NOTHING), INFO);
    if (info.path("config").path("sealed").asBoolean()
        || !(info.path("config") instanceof ObjectNode config)) {
      return; // a second seal would be refused
    }
    // What the server has said, with one change, so that nothing gets lost that jnats does not know
    config.put("sealed", true);
    try {
      call(bucket, UPDATE, config.toString().getBytes(StandardCharsets.UTF_8));
    } catch (JetStreamException e) {
      if (!sealed(bucket, e)) {
        throw e;
      }
    }
  }

  boolean delete(String bucket) {
    Deadline deadline = Deadline.after(StreamApi.TIMEOUT);
    if (info(bucket, deadline) == null) {
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
    return new BucketList(api(BucketList.ANY)).all();
  }

  StreamApi api(String bucket) {
    return new StreamApi(messaging, turns, bucket);
  }

  private Message call(String bucket, String what, byte[] body) {
    return api(bucket).call(what, body, Deadline.after(StreamApi.TIMEOUT));
  }

  private static String nameOf(ObjectStoreConfiguration configuration) {
    return Names.requireBucket(Given.nonNull("configuration", configuration).getBucketName());
  }

  private static byte[] json(ObjectStoreConfiguration configuration, boolean atomic) {
    return StreamConfiguration.builder(configuration.getBackingConfig())
        .allowAtomicPublish(atomic)
        .build()
        .toJson()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isAtomic(String bucket, Message info) {
    return ApiAnswer.read(
        bucket, INFO, () -> new StreamInfo(info).getConfiguration().getAllowAtomicPublish());
  }

  private static ObjectStoreStatus status(String bucket, String what, Message info) {
    return ApiAnswer.read(bucket, what, () -> new ObjectStoreStatus(new StreamInfo(info)));
  }
}
