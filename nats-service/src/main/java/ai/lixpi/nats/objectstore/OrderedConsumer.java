package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Messaging;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One consumer at the server, in memory and without acknowledgements, from which messages are
 * pulled. The server forgets it by itself when nobody pulls for a while; {@link #close} tells it to
 * do so at once.
 */
final class OrderedConsumer {
  static final String API = "$JS.API.CONSUMER.";
  static final int NOT_FOUND = 10014;

  private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(30);
  private static final Duration PULL_EXPIRES = Duration.ofSeconds(60);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);
  private static final int DELETE_TRIES = 3;
  private static final byte[] NOTHING = {};

  final String name;

  /** How many messages it had to deliver when it was made. */
  final long pending;

  /** The last sequence of the stream before those that it delivers, as it was made. */
  final long before;

  /** The server that it is on; empty when there is only one. */
  final String server;

  /** Its name as it stands in the reply subjects of what it delivers. */
  final String token;

  private final StreamApi api;
  private final Messaging.Replies replies;

  /** Where messages are asked for. */
  final String pullSubject;

  private OrderedConsumer(StreamApi api, Messaging.Replies replies, JsonNode info) {
    this.api = api;
    this.replies = replies;
    this.name = replies.consumerName();
    this.token = "." + name + ".";
    this.pullSubject = API + "MSG.NEXT." + api.stream + "." + name;
    this.pending = info.path("num_pending").asLong();
    this.before = info.path("delivered").path("stream_seq").asLong();
    this.server = info.path("cluster").path("leader").asText("");
  }

  /**
   * Makes a consumer, each time under a new name: the server may have put the one before on a node
   * that is gone, and would answer for that name only when the node is back.
   */
  static OrderedConsumer create(
      StreamApi api, ReadPlan plan, Messaging.Sink sink, Deadline deadline) {
    Duration time = StreamApi.TRY;
    while (true) {
      try {
        return tryToCreate(api, plan, sink, Deadline.after(deadline.atMost(time)));
      } catch (JetStreamUnavailableException e) {
        if (deadline.isOver() || api.messaging.isClosed()) {
          throw e;
        }
        time = time.multipliedBy(2);
      }
    }
  }

  private static OrderedConsumer tryToCreate(
      StreamApi api, ReadPlan plan, Messaging.Sink sink, Deadline deadline) {
    Messaging.Replies replies = api.messaging.replies(sink);
    String what = "CONSUMER.CREATE";
    try {
      JsonNode info =
          api.tryCall(
              API + "CREATE." + api.stream + "." + replies.consumerName(),
              what,
              request(api.stream, replies.consumerName(), plan),
              deadline);
      ApiError error = ApiError.of(info);
      if (error != null) {
        throw error.toException(api.bucket, what);
      }
      return new OrderedConsumer(api, replies, info);
    } catch (RuntimeException | Error e) {
      replies.close();
      delete(api, replies.consumerName(), DELETE_TRIES); // the answer may be all that was lost
      throw e;
    }
  }

  private static byte[] request(String stream, String name, ReadPlan plan) {
    ObjectNode request = MetaJson.JSON.createObjectNode();
    request.put("stream_name", stream);
    request.put("action", "create");
    ObjectNode config = request.putObject("config");
    config.put("name", name);
    config.put("deliver_policy", plan.start().policy);
    if (plan.start() == ReadPlan.Start.SEQUENCE) {
      config.put("opt_start_seq", Math.max(1, plan.startSequence()));
    }
    config.put("filter_subject", plan.filter());
    config.put("ack_policy", "none");
    config.put("replay_policy", "instant");
    config.put("inactive_threshold", FORGOTTEN_AFTER.toNanos());
    config.put("num_replicas", 1);
    config.put("mem_storage", true);
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Asks for messages: those that are there, and those to come within a minute. */
  void pull(long messages, boolean heartbeat) {
    String body =
        "{\"batch\":"
            + messages
            + ",\"expires\":"
            + PULL_EXPIRES.toNanos()
            + (heartbeat ? ",\"idle_heartbeat\":" + HEARTBEAT.toNanos() : "")
            + "}";
    replies.ask(pullSubject, body.getBytes(StandardCharsets.US_ASCII));
  }

  /** Its state at the server; null when the server does not know it any more. */
  @Nullable JsonNode info(Deadline deadline) {
    String what = "CONSUMER.INFO";
    JsonNode info = api.tryCall(API + "INFO." + api.stream + "." + name, what, NOTHING, deadline);
    return ApiError.of(info) == null ? info : null;
  }

  /** Ends it, without waiting for the server. */
  void close() {
    replies.close();
    delete(api, name, DELETE_TRIES);
  }

  private static void delete(StreamApi api, String name, int tries) {
    Messaging messaging = api.messaging;
    messaging
        .request(API + "DELETE." + api.stream + "." + name, null, NOTHING, DELETE_TIMEOUT)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null && tries > 1 && !messaging.isClosed()) {
                messaging.runLater(
                    () -> delete(api, name, tries - 1),
                    Duration.ofMillis(TimeUnit.SECONDS.toMillis(1)));
              }
            });
  }
}
