package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PermissionDeniedException;
import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes chunks that nobody needs any more: at once, and where that fails later, again and again
 * while the service is open; more and more rarely when the server does not allow it.
 */
final class Janitor {
  /** How many removals may wait for a better time; the others are left to a sweep. */
  static final int MAX_WAITING = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final String PURGE = "STREAM.PURGE";
  private static final Duration TRY = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE_IF_DENIED = Duration.ofMinutes(10);
  private static final Duration LATE = Duration.ofSeconds(2);
  private static final Duration VERY_LATE = Duration.ofSeconds(30);

  private final StreamApi api;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean denied = new AtomicBoolean();

  Janitor(StreamApi api) {
    this.api = api;
  }

  /** Removes the chunks of an upload; completes when a first try has ended, in whatever way. */
  CompletableFuture<Void> remove(String nuid) {
    if (!Nuid.isSafe(nuid)) {
      return CompletableFuture.completedFuture(null); // it would remove what is not its own
    }
    return purge(purgeOf(Names.chunks(api.bucket, nuid), ""), FIRST_PAUSE);
  }

  /** Removes the record at a subject, unless a newer one has come. */
  CompletableFuture<Void> removeRecord(Meta meta) {
    return purge(bodyOf(meta), FIRST_PAUSE);
  }

  /**
   * Removes the chunks of an upload that has failed, at once if it can be, and once more later when
   * some of them may still be on their way.
   */
  void discard(String nuid, boolean mayComeLate) {
    CompletableFuture<Void> tried = remove(nuid);
    if (mayComeLate) {
      api.messaging.runLater(() -> remove(nuid), LATE);
      api.messaging.runLater(() -> remove(nuid), VERY_LATE);
    }
    if (api.messaging.maxPayload() > 0) {
      awaitUninterrupted(tried, Duration.ofSeconds(1));
    }
  }

  /** Removes what a new record has replaced, but never the chunks that this refers to. */
  void replaced(Standing before, @Nullable String kept, boolean room) {
    CompletableFuture<Void> first = removeChunks(before.current(), kept);
    CompletableFuture<Void> second = removeChunks(before.stray(), kept);
    if (before.stray() != null) {
      removeRecord(before.stray());
    }
    if (room) { // a put that follows at once would not find it
      awaitUninterrupted(CompletableFuture.allOf(first, second), TRY);
    }
  }

  private CompletableFuture<Void> removeChunks(@Nullable Meta meta, @Nullable String kept) {
    String nuid = meta == null || meta.info().isLink() ? null : meta.info().getNuid();
    return nuid == null || nuid.equals(kept)
        ? CompletableFuture.completedFuture(null)
        : remove(nuid);
  }

  /** Waits a moment, so that what follows finds the room; what takes longer goes on without. */
  static void awaitUninterrupted(CompletableFuture<Void> tried, Duration moment) {
    boolean interrupted = Thread.interrupted();
    try {
      tried.get(moment.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      // the janitor goes on
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Removes the record at a subject now; false when it is no longer there. */
  boolean isPurged(Meta meta, Deadline deadline) {
    byte[] body = bodyOf(meta).getBytes(StandardCharsets.US_ASCII);
    return api.json(api.call(PURGE, body, deadline), PURGE).path("purged").asLong() > 0;
  }

  private static String bodyOf(Meta meta) {
    return purgeOf(meta.subject(), ",\"seq\":" + (meta.sequence() + 1));
  }

  private static String purgeOf(String subject, String limit) {
    return "{\"filter\":\"" + subject + "\"" + limit + "}";
  }

  private CompletableFuture<Void> purge(String body, Duration pause) {
    CompletableFuture<Void> tried = new CompletableFuture<>();
    api.messaging
        .request(
            "$JS.API." + PURGE + "." + api.stream,
            null,
            body.getBytes(StandardCharsets.US_ASCII),
            TRY)
        .whenComplete(
            (reply, failure) -> {
              if (isSettled(reply)) {
                denied.set(false);
              } else {
                later(body, pause, failure);
              }
              tried.complete(null);
            });
    return tried;
  }

  /** Whether it is done, or never will be. */
  private boolean isSettled(@Nullable Message reply) {
    if (reply == null) {
      return false;
    }
    try {
      ApiError error = ApiError.of(api.json(reply, PURGE));
      return error == null
          || error.errorCode() == ApiError.STREAM_NOT_FOUND
          || error.errorCode() == ApiError.STREAM_SEALED;
    } catch (JetStreamException e) {
      return false; // not of JetStream
    }
  }

  private void later(String body, Duration pause, @Nullable Throwable failure) {
    if (api.messaging.isClosed()) {
      return;
    }
    boolean isDenied = isDenied(failure);
    if (isDenied && denied.compareAndSet(false, true)) {
      report(
          "this user may not purge: grant it '$JS.API.STREAM.PURGE." + api.stream + "'.", failure);
    }
    if (waiting.size() >= MAX_WAITING) {
      report("too many removals wait already: call sweep later.", failure);
      return;
    }
    if (!waiting.add(body)) {
      return; // an earlier failure of the same waits for its turn
    }
    LOG.debug("Chunks of the bucket {} are removed later.", api.bucket, failure);
    Duration next = next(pause, isDenied);
    api.messaging.runLater(
        () -> {
          waiting.remove(body);
          purge(body, next);
        },
        pause);
  }

  /** How long to wait after a failure of what came a pause after the one before. */
  static Duration next(Duration pause, boolean isDenied) {
    Duration longest = isDenied ? LONGEST_PAUSE_IF_DENIED : LONGEST_PAUSE;
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
  }

  private static boolean isDenied(@Nullable Throwable failure) {
    return failure instanceof PermissionDeniedException
        || (failure instanceof CompletionException
            && failure.getCause() instanceof PermissionDeniedException);
  }

  private void report(String because, @Nullable Throwable failure) {
    api.messaging.report(
        new NatsServiceException(
            Outcome.UNKNOWN,
            "Chunks that nobody needs are left in the bucket '"
                + api.bucket
                + "', because "
                + because,
            failure));
  }
}
