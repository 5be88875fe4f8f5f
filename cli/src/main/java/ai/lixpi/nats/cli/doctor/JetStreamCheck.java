package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.cli.output.Units;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nats.client.api.ObjectStoreStatus;
import java.time.Duration;
import java.util.List;

/** Looks at JetStream and the buckets. */
final class JetStreamCheck {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String CHECK = "jetstream";

  private final Findings findings;
  private final NatsService nats;

  JetStreamCheck(Findings findings, NatsService nats) {
    this.findings = findings;
    this.nats = nats;
  }

  void run(List<String> buckets) {
    if (isThere()) {
      all();
    }
    buckets.forEach(this::one);
  }

  private boolean isThere() {
    try {
      JsonNode info = JSON.readTree(nats.request("$JS.API.INFO", "", String.class, PATIENCE));
      JsonNode error = info.path("error");
      if (!error.isMissingNode()) {
        findings.add(
            Finding.failed(
                CHECK,
                "The server says: " + error.path("description").asText(),
                "Enable JetStream for this account."));
        return false;
      }
      findings.add(
          Finding.ok(
              CHECK,
              counted(info.path("streams").asInt(), "stream")
                  + ", "
                  + used(info, "storage", "max_storage", "on disk")
                  + ", "
                  + used(info, "memory", "max_memory", "in memory")));
      return true;
    } catch (NoRespondersException e) {
      findings.add(
          Finding.warning(
              CHECK,
              "JetStream is not there, so there are no buckets.",
              "Start the server with -js, or enable it for this account, if you need them."));
    } catch (NatsServiceException | JsonProcessingException e) {
      findings.add(
          Finding.failed(
              CHECK,
              String.valueOf(e.getMessage()),
              "Grant $JS.API.INFO, or look at the server's log."));
    }
    return false;
  }

  private static String used(JsonNode info, String what, String limit, String where) {
    long most = info.path("limits").path(limit).asLong(-1);
    String used = Units.bytes(info.path(what).asLong()) + " " + where;
    return most > 0 ? used + " of " + Units.bytes(most) : used;
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private void all() {
    try {
      List<ObjectStoreStatus> buckets = nats.listObjectStores();
      long stored = buckets.stream().mapToLong(ObjectStoreStatus::getSize).sum();
      findings.add(
          Finding.ok(
              "buckets", counted(buckets.size(), "bucket") + " with " + Units.bytes(stored)));
      buckets.forEach(this::room);
    } catch (NatsServiceException e) {
      findings.add(
          Finding.warning(
              "buckets",
              String.valueOf(e.getMessage()),
              "Grant $JS.API.STREAM.LIST if they shall be listed."));
    }
  }

  private void room(ObjectStoreStatus bucket) {
    long limit = bucket.getMaxBucketSize();
    if (limit > 0 && bucket.getSize() > limit / 10 * 9) {
      findings.add(
          Finding.warning(
              "bucket",
              bucket.getBucketName() + " is nearly full",
              "Delete something, or raise its limit of " + Units.bytes(limit) + "."));
    }
  }

  private void one(String name) {
    try {
      ObjectStoreStatus bucket = nats.getObjectStore(name).status();
      findings.add(
          Finding.ok(
              "bucket",
              name
                  + ": "
                  + Units.bytes(bucket.getSize())
                  + (bucket.isSealed() ? ", sealed: nothing can be put" : "")));
    } catch (NatsServiceException e) {
      findings.add(
          Finding.failed(
              "bucket",
              String.valueOf(e.getMessage()),
              "'lixpi-nats bucket create " + name + "' makes it."));
    }
  }
}
