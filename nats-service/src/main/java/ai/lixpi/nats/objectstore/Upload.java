package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One put, on the thread of its caller: chunks first, then the record that refers to them. */
final class Upload {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final Duration MOMENT = Duration.ofMillis(500);

  /** What is sent in a row, so that the server and the writer of the socket wake up less often. */
  private static final int GROUP_BYTES = 256 * 1024;

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
  private final int groupSize;
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
    this.groupSize = Math.max(1, GROUP_BYTES / chunkSize);
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
    try {
      return putAll();
    } catch (JetStreamUnavailableException | InterruptedCallException e) {
      throw mayBeWritten ? e : BeforeChange.failure(e);
    }
  }

  private ObjectVersion putAll() {
    Standing conditional =
        options.ifRevision.isPresent() ? standing(Deadline.after(options.timeout)) : null;
    if (conditional != null) {
      requireCondition(conditional);
    }
    try {
      transfer.tell();
      byte[] first = read();
      ObjectVersion version = conditional == null ? putAtOnce(first) : null;
      if (version != null) {
        return stored(version);
      }
      sendAll(first);
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
    return stored(commit(conditional));
  }

  private ObjectVersion stored(ObjectVersion version) {
    parts.recent.add(name, nuid, version.revision());
    LOG.info("Object stored: {}/{} ({} bytes)", api.bucket, Names.printable(name), size);
    return version;
  }

  /**
   * Puts an object of one chunk in one round trip, where the server offers it. Returns null when
   * nothing was written and it has to go the usual way.
   */
  private @Nullable ObjectVersion putAtOnce(byte[] only) throws InterruptedException {
    if (!limits.atOnce()
        || only.length == 0
        || only.length == chunkSize
        || !Names.otherMetas(api.bucket, name).isEmpty()) {
      return null;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    transfer.requireNotCancelled();
    digest.update(only);
    ObjectInfo info = info(only.length, 1, sum());
    Chunk chunk = new Chunk(nuid, 0, only);
    Deadline deadline = Deadline.after(options.timeout);
    Standing standing = parts.recent.take(api.bucket, name);
    boolean guessed = standing == null;
    if (standing == null) {
      asked = parts.metas.ask(name); // in case that there is an object of that name
      standing = new Standing(Names.meta(api.bucket, name), null, null);
    }
    for (int tries = 0; tries < 2; tries++) {
      MetaWriter.Written written;
      try {
        written = write(standing, info, chunk, deadline);
      } catch (ObjectWriteUncertainException | InterruptedCallException e) {
        throw e;
      } catch (NatsServiceException e) {
        LOG.debug("An object goes to {} the usual way.", api.bucket, e);
        parts.forgetLimits();
        break;
      }
      ObjectVersion version;
      if (written.fate() != MetaWriter.Fate.CONFLICT) {
        version = written(written, standing, info, deadline);
      } else {
        Standing before = standing;
        standing = guessed ? asked(deadline) : standing(deadline);
        guessed = false;
        version = ours(standing, before);
        if (standing.expected() < before.expected()) {
          parts.recent.clear(); // they are of an earlier bucket of that name
        }
      }
      if (version != null) {
        size = only.length;
        transfer.done(size);
        transfer.tell();
        return version;
      }
    }
    asked = null; // for sure, this time
    return null;
  }

  private void sendAll(byte[] first) throws InterruptedException {
    if (first.length < chunkSize) { // one chunk alone takes nobody's room for long
      sendChunks(first);
      window.finish();
      return;
    }
    try (Turns.Member turns = api.turns.uploads().join(window::wakeUp)) {
      window.takeTurns(turns);
      sendChunks(first);
      window.finish();
    }
  }

  private void sendChunks(byte[] first) throws InterruptedException {
    List<byte[]> group = new ArrayList<>(List.of(first));
    while (!group.isEmpty()) {
      boolean more = isFull(group);
      while (more && group.size() < groupSize && isReady()) {
        group.add(read());
        more = isFull(group);
      }
      send(group);
      group.clear();
      if (more) {
        group.add(read());
      }
    }
  }

  private boolean isFull(List<byte[]> group) {
    return group.get(group.size() - 1).length == chunkSize;
  }

  /** Whether the source has a whole chunk at hand, so that nothing waits for it. */
  private boolean isReady() {
    try {
      return in.available() >= chunkSize;
    } catch (IOException e) {
      return false; // a pipe can't tell, and can be read all the same
    }
  }

  private void send(List<byte[]> group) throws InterruptedException {
    if (asked == null) {
      asked = parts.metas.ask(name);
    }
    for (byte[] chunk : group) {
      if (chunk.length > 0) {
        window.send(chunk);
        size += chunk.length;
        transfer.tell();
      }
    }
    group.forEach(digest::update); // beside the transfer
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

  private Standing standing(Deadline deadline) {
    return parts.renames.settled(name, deadline);
  }

  private String sum() {
    return "SHA-256=" + Base64.getUrlEncoder().encodeToString(digest.digest());
  }

  private ObjectVersion commit(@Nullable Standing conditional) {
    ObjectInfo info = info(size, window.count(), sum());
    Deadline deadline = Deadline.after(options.timeout);
    try {
      Standing standing = conditional == null ? asked(deadline) : conditional;
      while (true) {
        MetaWriter.Written written = write(standing, info, null, deadline);
        if (written.fate() != MetaWriter.Fate.CONFLICT) {
          return written(written, standing, info, deadline);
        }
        Standing before = standing;
        standing = standing(deadline);
        ObjectVersion version = ours(standing, before);
        if (version != null) {
          return version;
        }
        requireCondition(standing);
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

  private MetaWriter.Written write(
      Standing standing, ObjectInfo info, @Nullable Chunk only, Deadline deadline) {
    mayBeWritten = true; // so that nothing unforeseen takes its chunks from a record
    String subject = standing.subject();
    long expected = standing.expected();
    try {
      MetaWriter.Written written;
      if (only != null) {
        written =
            parts.writer.writeAtOnce(
                only, limits.duplicateWindow(), subject, info, expected, deadline);
      } else if (options.ifRevision.isPresent()) {
        written = parts.elsewhere.write(standing, info, deadline);
      } else {
        written = parts.writer.write(subject, info, new Headers(), expected, deadline);
      }
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

  private ObjectVersion written(
      MetaWriter.Written written, Standing before, ObjectInfo info, Deadline deadline) {
    if (written.fate() == MetaWriter.Fate.OVERTAKEN) {
      return overtaken(before, deadline);
    }
    parts.janitor.replaced(before, nuid, limits.bounded());
    return new ObjectVersion(info, written.sequence());
  }

  /** Another record came while the acknowledgement of ours was missing. */
  private ObjectVersion overtaken(Standing before, Deadline deadline) {
    try {
      ObjectVersion version = ours(parts.metas.standing(name, deadline), before);
      if (version != null) {
        return version;
      }
    } catch (JetStreamUnavailableException e) {
      doubt(before);
      throw new ObjectWriteUncertainException(api.bucket, name, e);
    }
    doubt(before);
    throw conflict("was overwritten while the acknowledgement of this put was missing");
  }

  /** What stands there if it has our chunks, whoever wrote it: then this put has succeeded. */
  private @Nullable ObjectVersion ours(Standing now, Standing before) {
    Meta live = now.live();
    if (live == null || !live.refersTo(nuid)) {
      return null;
    }
    parts.janitor.replaced(before, nuid, limits.bounded());
    return live.version();
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
