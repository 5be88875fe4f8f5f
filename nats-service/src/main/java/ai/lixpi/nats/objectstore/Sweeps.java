package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Messaging;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Sweeps a bucket again and again. */
final class Sweeps implements SweepSchedule {
  private final Sweeper sweeper;
  private final Messaging messaging;
  private final Duration interval;
  private final Duration grace;

  // Mutable state
  private volatile boolean closed;

  private Sweeps(Sweeper sweeper, Messaging messaging, Duration interval, Duration grace) {
    this.sweeper = sweeper;
    this.messaging = messaging;
    this.interval = interval;
    this.grace = grace;
  }

  static Sweeps start(Sweeper sweeper, Messaging messaging, Duration interval, Duration grace) {
    if (Given.nonNull("interval", interval).compareTo(Duration.ofMillis(1)) < 0) {
      throw new ConfigurationException(
          "interval is " + interval + ": give a duration of 1 ms or more, such as 24 hours.");
    }
    Sweeps sweeps = new Sweeps(sweeper, messaging, interval, grace);
    sweeps.later(Duration.ofMillis(ThreadLocalRandom.current().nextLong(interval.toMillis()) + 1));
    return sweeps;
  }

  private void later(Duration pause) {
    if (!closed) {
      messaging.runLater(this::run, pause);
    }
  }

  private void run() {
    if (closed) {
      return;
    }
    try {
      sweeper.sweep(grace);
    } catch (NatsServiceException e) {
      messaging.report(e);
    } finally {
      later(interval);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
