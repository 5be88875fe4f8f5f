package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.Outcome;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes records by compare-and-set, over missing acknowledgements: the very same message is sent
 * again, which the server stores once, and what was read by its leader decides where that does not.
 */
final class MetaWriter {
  /** What became of a record. */
  enum Fate {
    WRITTEN,
    /** Somebody else wrote first. Nothing was written. */
    CONFLICT,
    /**
     * Somebody else wrote while the acknowledgement was missing: either first, or over what was
     * written.
     */
    OVERTAKEN
  }

  record Written(Fate fate, long sequence) {}

  private static final Duration TRY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final StreamApi api;
  private final Metas metas;

  MetaWriter(StreamApi api, Metas metas) {
    this.api = api;
    this.metas = metas;
  }

  /** Headers of a record's message, to which {@link #write} adds its own. */
  static Headers marked(String header, String value) {
    return new Headers().put(header, value);
  }

  /**
   * Writes a record over the one of the expected sequence, 0 for none.
   *
   * @throws ObjectWriteUncertainException when it is not known whether it was written; any other
   *     failure but an interrupt means that it was not
   */
  Written write(String subject, ObjectInfo info, Headers extra, long expected, Deadline deadline) {
    return new Attempt(subject, info, headers(extra, expected), expected, deadline, null, deadline)
        .run();
  }

  /**
   * Writes a record and the only chunk of its object in one atomic batch: both or none.
   *
   * @param known how long the server tells of an id that it knows it
   * @throws ObjectWriteUncertainException when it is not known whether they were written; any other
   *     failure but an interrupt means that they were not, and is no verdict on the put
   */
  Written writeAtOnce(
      Chunk chunk,
      Duration known,
      String subject,
      ObjectInfo info,
      long expected,
      Deadline deadline) {
    Headers headers = headers(new Headers(), expected);
    return new Attempt(subject, info, headers, expected, deadline, chunk, Deadline.after(known))
        .run();
  }

  private static Headers headers(Headers extra, long expected) {
    return new Headers(extra)
        .put(Chunk.MESSAGE_ID, Nuid.next())
        .put("Nats-Rollup", "sub")
        .put("Nats-Expected-Last-Subject-Sequence", Long.toString(expected));
  }

  private final class Attempt {
    private final @Nullable Chunk chunk;
    private final String subject;
    private final ObjectInfo info;
    private final byte[] payload;
    private final Headers headers;
    private final long expected;
    private final Deadline deadline;
    private final Deadline known;

    // Mutable state
    private boolean maybeWritten;
    private @Nullable RuntimeException last;

    Attempt(
        String subject,
        ObjectInfo info,
        Headers headers,
        long expected,
        Deadline deadline,
        @Nullable Chunk chunk,
        Deadline known) {
      this.chunk = chunk;
      this.known = known;
      this.subject = subject;
      this.info = info;
      this.payload = MetaJson.write(info);
      this.headers = headers;
      this.expected = expected;
      this.deadline = deadline;
    }

    Written run() {
      do {
        PublishAck ack = publish();
        switch (ack.kind()) {
          case STORED -> {
            return new Written(Fate.WRITTEN, ack.sequence());
          }
          case ALREADY -> {
            return askLeader(false);
          }
          case CONFLICT -> {
            // an earlier copy of a batch would make this a duplicate, while the server knows its id
            return maybeWritten
                ? askLeader(chunk != null && !known.isOver())
                : new Written(Fate.CONFLICT, 0);
          }
          case NOT_NOW -> {
            if (chunk != null && !maybeWritten) {
              throw ack.reason(); // the usual way knows how to wait
            }
            last = ack.failure();
          }
          case IN_PROCESS -> last = ack.failure(); // another's, unless a copy of ours may be there
          case UNSETTLED, UNREADABLE -> {
            maybeWritten = true;
            last = ack.failure();
          }
          case REFUSED -> {
            if (!maybeWritten) {
              throw ack.reason();
            }
            last = ack.failure();
            Meta there = lookAt();
            if (there != null && isOurs(there)) {
              return new Written(Fate.WRITTEN, there.sequence());
            }
            // of this copy of a batch alone: incomplete, or too many at a time
            if (chunk == null || !(last instanceof JetStreamException)) {
              throw uncertain(last);
            }
          }
        }
        LockSupport.parkNanos(deadline.atMost(PAUSE).toNanos());
      } while (!deadline.isOver() && !api.messaging.isClosed());
      throw maybeWritten
          ? uncertain(last)
          : new JetStreamUnavailableException(
              Outcome.NOT_SENT, api.bucket, "the record of an object", last);
    }

    private PublishAck publish() {
      try {
        return PublishAck.of(
            StreamApi.await(send(), "the record of an object", api.bucket),
            null,
            api.bucket,
            "the record of an object");
      } catch (InterruptedCallException e) {
        throw maybeWritten ? interrupted(e) : e;
      } catch (RuntimeException e) {
        return PublishAck.of(null, e, api.bucket, "the record of an object");
      }
    }

    private CompletableFuture<Message> send() {
      Headers sent = headers;
      if (chunk != null) {
        api.messaging.awaitConnected(deadline.atMost(TRY));
        String batch = Nuid.next();
        api.messaging.publishNow(
            Names.chunks(api.bucket, info.getNuid()),
            inBatch(chunk.headers(), batch, 1),
            chunk.payload);
        sent = inBatch(headers, batch, 2).put("Nats-Batch-Commit", "1");
      }
      return api.messaging.request(subject, sent, payload, deadline.atMost(TRY));
    }

    private Headers inBatch(Headers own, String batch, int number) {
      return new Headers(own)
          .put("Nats-Batch-Id", batch)
          .put("Nats-Batch-Sequence", Integer.toString(number));
    }

    /** The expectation fails on a repetition: because of our own first copy, or of another's. */
    private Written askLeader(boolean noneStored) {
      while (true) {
        Meta there = lookAt();
        if (there != null && isOurs(there)) {
          return new Written(Fate.WRITTEN, there.sequence());
        }
        if (noneStored) {
          return new Written(Fate.CONFLICT, 0);
        }
        if (there != null && there.sequence() > expected) {
          return new Written(Fate.OVERTAKEN, there.sequence());
        }
        if (deadline.isOver() || api.messaging.isClosed()) {
          throw uncertain(last);
        }
        LockSupport.parkNanos(deadline.atMost(PAUSE).toNanos()); // not the newest leader's answer
      }
    }

    private @Nullable Meta lookAt() {
      try {
        return metas.at(subject, info.getObjectName(), deadline);
      } catch (InterruptedCallException e) {
        throw e;
      } catch (RuntimeException e) {
        throw uncertain(e);
      }
    }

    private boolean isOurs(Meta there) {
      String id = headers.getFirst(Chunk.MESSAGE_ID);
      return id != null && id.equals(there.header(Chunk.MESSAGE_ID));
    }

    private InterruptedCallException interrupted(InterruptedCallException e) {
      InterruptedException cause =
          e.getCause() instanceof InterruptedException first ? first : new InterruptedException();
      return new InterruptedCallException(Outcome.UNKNOWN, String.valueOf(e.getMessage()), cause);
    }

    private ObjectWriteUncertainException uncertain(@Nullable Throwable cause) {
      return new ObjectWriteUncertainException(api.bucket, info.getObjectName(), cause);
    }
  }
}
