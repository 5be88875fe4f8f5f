package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PayloadTooLargeException;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One put, on the thread of its caller: chunks first, then the record that refers to them. */
final class Upload {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final Duration MOMENT = Duration.ofMillis(500);

  /** What the headers of a record take at most. */
  private static final int META_ENVELOPE = 256;

  private final Uploads parts;
  private final StreamApi api;
  private final String name;
  private final PutOptions options;
  private final Transfer transfer;
  private final InputStream in;
  private final BucketLimits limits;
  private final int chunkSize;
  private final String nuid = Nuid.next();
  private final MessageDigest digest = sha256();
  private final ChunkWindow window;

  // Mutable state
  private long size;
  private boolean mayBeWritten;
  private @Nullable CompletableFuture<Message> asked;

  Upload(Uploads parts, String name, PutOptions options, Transfer transfer, InputStream in) {
    this.parts = parts;
    this.api = parts.api;
    this.name = name;
    this.options = options;
    this.transfer = transfer;
    this.in = in;
    api.messaging.awaitConnected(
        options.timeout); // before that nobody knows how large a message may be
    this.limits = parts.limits();
    long largest = limits.largestMessage(api.messaging.maxPayload());
    this.chunkSize = (int) Math.max(1, Math.min(options.chunkSize, largest - Chunk.ENVELOPE));
    this.window = new ChunkWindow(api, limits, nuid, transfer, options.timeout);
    requireRoomForRecord(largest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record that is too large is found out before anything is sent. */
  private void requireRoomForRecord(long largest) {
    byte[] longest = MetaJson.write(info(Long.MAX_VALUE, Long.MAX_VALUE, "x".repeat(52)));
    long needed = META_ENVELOPE + (long) longest.length;
    if (needed > largest) {
      throw new PayloadTooLargeException(Names.meta(api.bucket, name), needed, largest);
    }
  }

  ObjectVersion run() {
    Standing conditional = options.ifRevision.isPresent() ? standing() : null;
    if (conditional != null) {
      requireCondition(conditional);
    }
    try {
      transfer.tell();
      sendChunks();
      window.finish();
      requireAllStored();
      transfer.tell();
      transfer.requireNotCancelled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      discard();
      throw new InterruptedCallException(
          Outcome.NOT_SENT,
          "Interrupted while putting an object into the bucket '" + api.bucket + "'.",
          e);
    } catch (Throwable e) {
      discard();
      throw e;
    }
    ObjectVersion version = commit(conditional);
    LOG.info("Object stored: {}/{} ({} bytes)", api.bucket, Names.printable(name), size);
    return version;
  }

  private void sendChunks() throws InterruptedException {
    boolean more = true;
    while (more) {
      byte[] chunk = read();
      more = chunk.length == chunkSize;
      if (asked == null) {
        asked = parts.metas.ask(name);
      }
      if (chunk.length > 0) {
        window.send(chunk);
        digest.update(chunk); // beside the transfer
        size += chunk.length;
        transfer.tell();
      }
    }
  }

  /** A full chunk, or what is left at the end. */
  private byte[] read() {
    long left = transfer.totalBytes().orElse(Long.MAX_VALUE) - size;
    int guess = left >= 0 && left < chunkSize ? (int) left + 1 : chunkSize;
    byte[] chunk = guess < chunkSize ? new byte[guess] : window.buffer(chunkSize);
    try {
      int length = in.readNBytes(chunk, 0, chunk.length);
      if (length == guess && guess < chunkSize) { // more than the source had said
        chunk = Arrays.copyOf(chunk, chunkSize);
        length += in.readNBytes(chunk, length, chunkSize - length);
      }
      return length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
    } catch (IOException e) {
      throw new ObjectSourceException(api.bucket, name, e);
    }
  }

  /** After repairs it is counted what the stream has of this upload. */
  private void requireAllStored() {
    if (!window.wasDisturbed()) {
      return;
    }
    long stored = new StreamSubjects(api).count(nuid, Deadline.after(options.timeout));
    if (stored != window.count()) {
      throw new JetStreamUnavailableException(
          Outcome.NOT_SENT, api.bucket, "the upload of an object", window.lastFailure());
    }
  }

  private void discard() {
    boolean mayComeLate = window.stop(MOMENT);
    if (window.count() > 0) {
      parts.janitor.discard(nuid, mayComeLate);
    }
  }

  private Standing standing() {
    return parts.renames.settled(name, Deadline.after(options.timeout));
  }

  private ObjectVersion commit(@Nullable Standing conditional) {
    String sum = "SHA-256=" + Base64.getUrlEncoder().encodeToString(digest.digest());
    ObjectInfo info = info(size, window.count(), sum);
    Deadline deadline = Deadline.after(options.timeout);
    try {
      Standing standing = conditional == null ? asked(deadline) : conditional;
      while (true) {
        MetaWriter.Written written = write(standing, info, deadline);
        switch (written.fate()) {
          case WRITTEN -> {
            parts.janitor.replaced(standing, limits.bounded());
            return new ObjectVersion(info, written.sequence());
          }
          case OVERTAKEN -> {
            return overtaken(standing, deadline);
          }
          case CONFLICT -> {
            standing = parts.renames.settled(name, deadline);
            requireCondition(standing);
          }
        }
        if (deadline.isOver()) {
          throw conflict("was changed by others again and again");
        }
      }
    } catch (Throwable e) {
      if (!mayBeWritten) {
        discard();
      }
      throw e;
    }
  }

  private Standing asked(Deadline deadline) {
    Standing seen = parts.metas.standing(name, asked, deadline);
    return parts.renames.settled(name, seen, deadline);
  }

  private MetaWriter.Written write(Standing standing, ObjectInfo info, Deadline deadline) {
    mayBeWritten = true; // so that nothing unforeseen takes its chunks from a record
    try {
      MetaWriter.Written written =
          parts.writer.write(
              standing.subject(), info, new Headers(), standing.expected(), deadline);
      mayBeWritten = written.fate() != MetaWriter.Fate.CONFLICT;
      return written;
    } catch (ObjectWriteUncertainException | InterruptedCallException e) {
      doubt(standing);
      throw e;
    } catch (RuntimeException e) {
      mayBeWritten = false;
      throw e;
    }
  }

  private void doubt(Standing before) {
    new Doubt(api, parts.metas, parts.janitor, name, nuid, before).resolveLater();
  }

  /** Another record came while the acknowledgement of ours was missing. */
  private ObjectVersion overtaken(Standing before, Deadline deadline) {
    Meta now = parts.metas.standing(name, deadline).live();
    if (now != null && now.refersTo(nuid)) {
      parts.janitor.replaced(before, limits.bounded());
      return now.version();
    }
    doubt(before);
    throw conflict("was overwritten while the acknowledgement of this put was missing");
  }

  private void requireCondition(Standing standing) {
    if (options.ifRevision.isEmpty()) {
      return;
    }
    long revision = options.ifRevision.getAsLong();
    Meta live = standing.live();
    if (revision == 0 && live != null) {
      throw conflict("exists already");
    }
    if (revision > 0 && (live == null || live.sequence() != revision)) {
      throw conflict(
          live == null ? "does not exist any more" : "is no longer at revision " + revision);
    }
  }

  private ObjectConflictException conflict(String condition) {
    return new ObjectConflictException(api.bucket, name, condition);
  }

  private ObjectInfo info(long bytes, long chunks, String sum) {
    return ObjectInfo.builder(api.bucket, name)
        .description(options.description)
        .headers(options.headers)
        .metadata(options.metadata)
        .nuid(nuid)
        .chunkSize(chunkSize)
        .size(bytes)
        .chunks(chunks)
        .digest(sum)
        .modified(ZonedDateTime.now(ZoneOffset.UTC))
        .build();
  }
}
