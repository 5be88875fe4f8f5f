package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.DrainResult;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A responder, its connection, and their life together. */
final class DefaultAuthCallout implements AuthCallout {
  static final String SUBJECT = "$SYS.REQ.USER.AUTH";

  private static final Logger LOG = LoggerFactory.getLogger(AuthCallout.class);
  private static final String QUEUE = "auth-callout";

  private final AuthCalloutConfig config;
  private final Duration drainTimeout;
  private final NatsService nats;
  private final Tally tally = new Tally();
  private final Workload workload;
  private final Responder responder;
  private final NatsSubscription requests;
  private final Probe probe;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DefaultAuthCallout(NatsServiceConfig server, AuthCalloutConfig config) {
    this.config = config;
    this.drainTimeout = server.drainTimeout();
    // An answer from before an outage is worth nothing after it
    this.nats = NatsService.create(server.toBuilder().publishBufferBytes(0).build());
    this.workload =
        new Workload(
            server.name() + "-sign-in",
            config.concurrency(),
            config.queueLimit(),
            config.verifierDeadline());
    Journal journal = new Journal(tally, config.observer());
    this.responder = new Responder(nats, config, workload, journal);
    this.requests =
        nats.subscribe(SUBJECT, byte[].class, responder::handle, SubscriptionOptions.queue(QUEUE));
    this.probe = new Probe(nats, config, requests, responder, server.connectTimeout());
  }

  static AuthCallout start(NatsServiceConfig server, AuthCalloutConfig config) {
    Given.nonNull("config", config);
    if (!Given.nonNull("server", server).subscriptions().isEmpty()) {
      throw new ConfigurationException(
          "The connection of the responder has subscriptions of its own: leave them out, since"
              + " nothing else should happen in its account.");
    }
    config.issuer().sign(new byte[0]); // throws if another responder has wiped the keys
    DefaultAuthCallout callout = new DefaultAuthCallout(server, config);
    callout.open(server.connectTimeout());
    return callout;
  }

  private void open(Duration timeout) {
    LOG.info(
        "NATS -> auth callout: issuer {}, xkey {}, clients go into the account '{}'",
        config.issuerPublicKey(),
        config.xkeyPublicKey().orElse("none"),
        PublicText.of(config.account()));
    nats.connect(timeout);
    probe.start();
  }

  @Override
  public CalloutStatus status() {
    return new CalloutStatus(nats.status(), probe.result(), tally.lastRequest());
  }

  @Override
  public CalloutStatistics statistics() {
    return tally.snapshot(workload.waiting(), workload.running(), workload.hanging());
  }

  @Override
  public SelfTest awaitSelfTest(Duration timeout) {
    return probe.await(timeout);
  }

  @Override
  public void close() {
    drain(drainTimeout);
  }

  @Override
  public DrainResult drain(Duration timeout) {
    Durations.positive("timeout", timeout);
    if (!closed.compareAndSet(false, true)) {
      return new DrainResult(true, List.of(), 0, 0);
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    probe.stop();
    DrainResult taken = requests.drain(timeout);
    boolean answered = awaitAnswers(left(deadline));
    long open = (long) workload.waiting() + workload.running();
    workload.close();
    DrainResult sent = nats.drain(left(deadline));
    responder.wipe();
    config.wipe();
    return new DrainResult(
        taken.complete() && answered && sent.complete(),
        taken.unfinished(),
        taken.unhandled() + (answered ? 0 : open),
        sent.unsent());
  }

  private boolean awaitAnswers(Duration timeout) {
    try {
      return workload.awaitEmpty(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }
}
