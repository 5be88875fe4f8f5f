package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.internal.Given;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lists and watches the records of a bucket. */
final class Listing {
  /** How many records may be under way or unread. */
  private static final int WINDOW = 1024;

  /** How many bytes of a list: the fewer requests, the fewer pauses. */
  private static final long LIST_BYTES = 4 * 1024 * 1024;

  private static final int MANY = 1 << 16;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A record, and where it stands. */
  private record Listed(String subject, ObjectInfo info) {
    boolean isDeleted() {
      return info.isDeleted();
    }
  }

  private final StreamApi api;
  private final Metas metas;

  Listing(StreamApi api, Metas metas) {
    this.api = api;
    this.metas = metas;
  }

  List<ObjectInfo> list() {
    ReadPlan plan = plan(ReadPlan.Start.LAST_PER_SUBJECT, LIST_BYTES, false);
    CompletableFuture<Message> newest = metas.askAt(plan.filter());
    List<Listed> listed = new ArrayList<>();
    boolean unique;
    try (OrderedReader reader = OrderedReader.open(api, plan)) {
      readAll(reader, listed);
      Deadline deadline = Deadline.after(PATIENCE);
      long wanted = metas.raw(plan.filter(), newest, deadline).sequence();
      // the reader has begun with the last of each subject, and nothing was put since
      unique = reader.lastSequence() <= wanted && listed.stream().noneMatch(Listed::isDeleted);
      // the consumer may be at a replica that has not got the last writes yet
      while (wanted > reader.lastSequence()) {
        if (deadline.isOver()) {
          throw new JetStreamUnavailableException(Outcome.NOT_SENT, api.bucket, "reading", null);
        }
        reader.restart();
        readAll(reader, listed);
        unique = false;
        newest = metas.askAt(plan.filter()); // what was wanted may be removed meanwhile
        wanted = Math.min(wanted, metas.raw(plan.filter(), newest, deadline).sequence());
      }
    } catch (JetStreamUnavailableException e) {
      if (listed.isEmpty()) {
        throw e;
      }
      throw new PartialResultException(api.bucket, newestOfEachSubject(listed).size());
    }
    return newestOfEachName(unique ? listed : newestOfEachSubject(listed));
  }

  private void readAll(OrderedReader reader, List<Listed> listed) {
    for (Delivery next = reader.next(); next != null; next = reader.next()) {
      ObjectInfo info = info(api, next);
      if (info != null) {
        listed.add(new Listed(next.message().getSubject(), info));
        if (listed.size() >= MANY && Integer.bitCount(listed.size()) == 1) {
          keepNewest(listed);
        }
      }
    }
  }

  /** So that those that are written faster than they are read do not fill the memory. */
  private static void keepNewest(List<Listed> listed) {
    List<Listed> newest = List.copyOf(newestOfEachSubject(listed));
    listed.clear();
    listed.addAll(newest);
  }

  private static Collection<Listed> newestOfEachSubject(List<Listed> listed) {
    Map<String, Listed> bySubject = inOrderOfPut(listed.size());
    listed.forEach(each -> bySubject.put(each.subject(), each));
    return bySubject.values();
  }

  /** What is put once more comes last, as its record does in the stream. */
  private static <T> Map<String, T> inOrderOfPut(int expected) {
    return new LinkedHashMap<>(expected * 4 / 3 + 1, 0.75f, true);
  }

  private ReadPlan plan(ReadPlan.Start start, long bytes, boolean follows) {
    String filter = Names.metaPrefix(api.bucket) + ">";
    return new ReadPlan(filter, start, 0, WINDOW, bytes, 0, Long.MAX_VALUE, follows, PATIENCE);
  }

  /** An older Java client may have written a name under another subject too. */
  private static List<ObjectInfo> newestOfEachName(Collection<Listed> records) {
    Map<String, ObjectInfo> byName = inOrderOfPut(records.size());
    for (Listed each : records) {
      ObjectInfo info = each.info();
      if (!each.isDeleted()) {
        byName.put(info.getObjectName(), info);
      } else if (isOfAll(each.subject(), info)) {
        byName.remove(info.getObjectName());
      }
    }
    return List.copyOf(byName.values());
  }

  /** Whether a deletion is one of earlier records elsewhere too; those there are of their own. */
  private static boolean isOfAll(String subject, ObjectInfo deleted) {
    return subject.equals(Names.meta(deleted.getBucket(), deleted.getObjectName()));
  }

  /** Reads a record; one that can't be read is reported and left out. */
  static @Nullable Meta read(StreamApi api, Delivery delivery) {
    ObjectInfo info = info(api, delivery);
    return info == null
        ? null
        : new Meta(info, delivery.message().getSubject(), delivery.streamSequence());
  }

  private static @Nullable ObjectInfo info(StreamApi api, Delivery delivery) {
    try {
      return MetaJson.read(api.bucket, delivery.data(), time(delivery));
    } catch (IOException e) {
      String encoded =
          delivery.message().getSubject().substring(Names.metaPrefix(api.bucket).length());
      api.messaging.report(
          new ObjectIntegrityException(
              api.bucket, encoded, "its record can't be read (" + e.getMessage() + ")"));
      return null;
    }
  }

  private static ZonedDateTime time(Delivery delivery) {
    long nanos = delivery.timeNanos();
    return LocalDateTime.ofEpochSecond(
            nanos / 1_000_000_000, (int) (nanos % 1_000_000_000), ZoneOffset.UTC)
        .atZone(ZoneOffset.UTC);
  }

  ObjectWatch watch(ObjectWatcher watcher, WatchOptions options) {
    Given.nonNull("watcher", watcher);
    Given.nonNull("options", options);
    ReadPlan.Start start =
        options == WatchOptions.CHANGES_ONLY ? ReadPlan.Start.NEW : ReadPlan.Start.LAST_PER_SUBJECT;
    boolean deletes = options != WatchOptions.CURRENT_AND_CHANGES_IGNORE_DELETES;
    return Watch.start(api, plan(start, 0, true), watcher, deletes);
  }
}
