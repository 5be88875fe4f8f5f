package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.internal.Given;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lists and watches the records of a bucket. */
final class Listing {
  /** How many records may be under way or unread. */
  static final int WINDOW = 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final StreamApi api;
  private final Metas metas;

  Listing(StreamApi api, Metas metas) {
    this.api = api;
    this.metas = metas;
  }

  List<ObjectInfo> list() {
    Map<String, Meta> bySubject = new HashMap<>();
    ReadPlan plan = plan(ReadPlan.Start.LAST_PER_SUBJECT, false);
    CompletableFuture<Message> newest = metas.askAt(plan.filter());
    try (OrderedReader reader = OrderedReader.open(api, plan)) {
      readAll(reader, bySubject);
      Deadline deadline = Deadline.after(PATIENCE);
      // the consumer may be at a replica that has not got the last writes yet
      while (metas.raw(plan.filter(), newest, deadline).sequence() > reader.lastSequence()) {
        if (deadline.isOver()) {
          throw new JetStreamUnavailableException(Outcome.NOT_SENT, api.bucket, "reading", null);
        }
        reader.restart();
        readAll(reader, bySubject);
        newest = metas.askAt(plan.filter());
      }
    } catch (JetStreamUnavailableException e) {
      if (bySubject.isEmpty()) {
        throw e;
      }
      throw new PartialResultException(api.bucket, bySubject.size());
    }
    return newestOfEachName(bySubject);
  }

  private void readAll(OrderedReader reader, Map<String, Meta> bySubject) {
    for (Delivery next = reader.next(); next != null; next = reader.next()) {
      Meta meta = read(api, next);
      if (meta != null) {
        bySubject.put(meta.subject(), meta);
      }
    }
  }

  private ReadPlan plan(ReadPlan.Start start, boolean follows) {
    return new ReadPlan(
        Names.metaPrefix(api.bucket) + ">", start, 0, WINDOW, Long.MAX_VALUE, follows, PATIENCE);
  }

  /** An older Java client may have written a name under another subject too. */
  private static List<ObjectInfo> newestOfEachName(Map<String, Meta> bySubject) {
    Map<String, Meta> byName = new HashMap<>();
    for (Meta meta : bySubject.values()) {
      if (meta.isLive()) {
        byName.merge(
            meta.info().getObjectName(),
            meta,
            (one, other) -> one.sequence() > other.sequence() ? one : other);
      }
    }
    List<Meta> metas = new ArrayList<>(byName.values());
    metas.sort(Comparator.comparingLong(Meta::sequence));
    return metas.stream().map(Meta::info).toList();
  }

  /** Reads a record; one that can't be read is reported and left out. */
  static @Nullable Meta read(StreamApi api, Delivery delivery) {
    String subject = delivery.message().getSubject();
    try {
      ObjectInfo info = MetaJson.read(api.bucket, delivery.data(), time(delivery));
      return new Meta(info, subject, delivery.streamSequence());
    } catch (IOException e) {
      String encoded = subject.substring(Names.metaPrefix(api.bucket).length());
      api.messaging.report(
          new ObjectIntegrityException(
              api.bucket, encoded, "its record can't be read (" + e.getMessage() + ")"));
      return null;
    }
  }

  private static ZonedDateTime time(Delivery delivery) {
    long nanos = delivery.timeNanos();
    return ZonedDateTime.ofInstant(
        Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000), ZoneOffset.UTC);
  }

  ObjectWatch watch(ObjectWatcher watcher, WatchOptions options) {
    Given.nonNull("watcher", watcher);
    Given.nonNull("options", options);
    ReadPlan.Start start =
        options == WatchOptions.CHANGES_ONLY ? ReadPlan.Start.NEW : ReadPlan.Start.LAST_PER_SUBJECT;
    boolean deletes = options != WatchOptions.CURRENT_AND_CHANGES_IGNORE_DELETES;
    return Watch.start(api, plan(start, true), watcher, deletes);
  }
}
