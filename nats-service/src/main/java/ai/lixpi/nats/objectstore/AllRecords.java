package ai.lixpi.nats.objectstore;

import io.nats.client.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** All records of a bucket as its leader has them, read for the sake of what they refer to. */
final class AllRecords {
  private static final int AT_ONCE = 32;

  private record Asked(String subject, CompletableFuture<Message> answer) {}

  private final Set<String> nuids = new HashSet<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<Meta> live = new ArrayList<>();

  private AllRecords() {}

  /** Reads them; throws when one of them can't be got. */
  static AllRecords read(StreamApi api, Metas metas) {
    String filter = Names.metaPrefix(api.bucket) + ">";
    StreamSubjects subjects = new StreamSubjects(api);
    long start = subjects.lastSequence(Deadline.after(StreamApi.TIMEOUT));
    AllRecords records = new AllRecords();
    Queue<Asked> asked = new ArrayDeque<>();
    for (String subject : subjects.all(filter, Deadline.after(StreamApi.TIMEOUT)).keySet()) {
      asked.add(new Asked(subject, metas.askAt(subject)));
      if (asked.size() > AT_ONCE) {
        records.add(metas, asked.remove());
      }
    }
    for (Asked each : asked) {
      records.add(metas, each);
    }
    records.addNewer(metas, start, filter);
    return records;
  }

  /** What was moved meanwhile from a name that was read later to one that was read before. */
  private void addNewer(Metas metas, long start, String filter) {
    Metas.Raw newer = metas.next(filter, start + 1, Deadline.after(StreamApi.TIMEOUT));
    while (newer != null) {
      add(newer);
      newer = metas.next(filter, newer.sequence() + 1, Deadline.after(StreamApi.TIMEOUT));
    }
  }

  private void add(Metas metas, Asked asked) {
    add(metas.raw(asked.subject(), asked.answer(), Deadline.after(StreamApi.TIMEOUT)));
  }

  private void add(Metas.Raw raw) {
    Meta meta = raw.meta();
    if (meta == null) {
      unreadable.add(raw.text());
    } else {
      if (meta.isLive()) {
        live.add(meta);
        nuids.add(String.valueOf(meta.info().getNuid()));
      }
    }
  }

  /** Whether a record refers to an upload, or may do so to another client's eyes. */
  boolean referTo(String nuid) {
    return nuids.contains(nuid) || unreadable.stream().anyMatch(text -> text.contains(nuid));
  }

  List<Meta> live() {
    return live;
  }
}
