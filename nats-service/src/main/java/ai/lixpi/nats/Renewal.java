package ai.lixpi.nats;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.CredsFileCredentials;
import ai.lixpi.nats.auth.NKeyCredentials;
import ai.lixpi.nats.internal.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when the server will end the connection because the sign-in expires, and has it made anew
 * before. The server itself is asked; where it does not say, the expiry of what was presented and
 * the life of a connection that was cut have to do. All of it happens on the timer's thread.
 */
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
  private static final Duration PROGRESS = Duration.ofMillis(500);
  private static final Duration ROUNDING = Duration.ofSeconds(2);

  private final Credentials credentials;
  private final ScheduledExecutorService timer;
  private final UserInfo userInfo;
  private final Consumer<Optional<Instant>> shown;
  private final Consumer<Wire> renew;

  // Mutable state, the timer's own
  private @Nullable Wire wire;
  private Instant upSince = Instant.EPOCH;
  private Optional<Instant> expiry = Optional.empty();
  private Instant lastRenewed = Instant.EPOCH;
  private Optional<Duration> lifeOfOneThatWasCut = Optional.empty();
  private @Nullable Future<?> plan;

  Renewal(
      Credentials credentials,
      ScheduledExecutorService timer,
      UserInfo userInfo,
      Consumer<Optional<Instant>> shown,
      Consumer<Wire> renew) {
    this.credentials = credentials;
    this.timer = timer;
    this.userInfo = userInfo;
    this.shown = shown;
    this.renew = renew;
  }

  /** A server has accepted us. */
  void up(Wire newWire) {
    Instant now = Instant.now();
    Optional<Instant> presented = newWire.signInExpiry();
    later(Duration.ZERO, () -> started(newWire, now, presented));
  }

  /** The server has said that it is about to cut us. */
  void cut() {
    Instant now = Instant.now();
    later(Duration.ZERO, () -> lifeOfOneThatWasCut = Optional.of(Duration.between(upSince, now)));
  }

  /** The connection is gone. */
  void down() {
    later(
        Duration.ZERO,
        () -> {
          wire = null;
          expires(Optional.empty());
        });
  }

  private void started(Wire newWire, Instant now, Optional<Instant> presented) {
    wire = newWire;
    upSince = now;
    Optional<Instant> byExperience = lifeOfOneThatWasCut.map(now::plus);
    expires(Stream.of(presented, byExperience).flatMap(Optional::stream).min(Instant::compareTo));
    if (mayExpire()) {
      userInfo.ask(
          newWire,
          left ->
              later(
                  Duration.ZERO,
                  () -> {
                    if (wire == newWire && upSince.equals(now)) {
                      expires(exact(left.map(Instant.now()::plus), presented, byExperience));
                    }
                  }));
    }
  }

  /** Where nothing is known to expire the server is not bothered with a question. */
  private boolean mayExpire() {
    return lifeOfOneThatWasCut.isPresent()
        || !(credentials instanceof Credentials.None
            || credentials instanceof Credentials.UserPassword
            || credentials instanceof NKeyCredentials
            || (credentials instanceof Credentials.Token token && !token.isSupplied()));
  }

  /** The server rounds down to seconds, so that of a short life nothing may be left. */
  private static Optional<Instant> exact(
      Optional<Instant> server, Optional<Instant> presented, Optional<Instant> byExperience) {
    Instant told = server.orElseGet(Instant::now);
    return Stream.of(presented, byExperience)
        .flatMap(Optional::stream)
        .filter(guess -> Duration.between(told, guess).abs().compareTo(ROUNDING) <= 0)
        .findFirst()
        .or(() -> server);
  }

  private void expires(Optional<Instant> at) {
    expiry = at;
    shown.accept(at);
    Future<?> old = plan;
    if (old != null) {
      old.cancel(false);
    }
    at.ifPresent(
        moment -> {
          Duration fifth = Duration.between(upSince, moment).dividedBy(5);
          Duration margin = fifth.compareTo(LONGEST_MARGIN) < 0 ? fifth : LONGEST_MARGIN;
          plan(Duration.between(Instant.now(), moment.minus(margin)));
        });
  }

  private void plan(Duration wait) {
    plan = later(wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait, this::due);
  }

  private void due() {
    Wire current = wire;
    Instant moment = expiry.orElse(null);
    if (current == null || moment == null) {
      return;
    }
    Duration left = Duration.between(Instant.now(), moment);
    if (left.isNegative()) {
      return; // now it is the server's turn
    }
    try {
      if (hasFresher(moment)) {
        lastRenewed = moment;
        renew.accept(current);
      }
    } finally {
      plan(left.dividedBy(2)); // again, if nothing has come of it
    }
  }

  private boolean hasFresher(Instant moment) {
    if (credentials instanceof Credentials.Token token && !token.isSupplied()) {
      return false;
    }
    if (credentials instanceof CredsFileCredentials file) {
      return file.expiresAt().map(moment::isBefore).orElse(true);
    }
    // who gave the same again for the last renewal gives it once more
    return Duration.between(lastRenewed, moment).compareTo(PROGRESS) > 0;
  }

  private @Nullable Future<?> later(Duration wait, Runnable task) {
    try {
      return timer.schedule(() -> shielded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return null; // the service is being closed
    }
  }

  private static void shielded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.debug("NATS -> the sign-in could not be renewed for now", e);
    }
  }
}
