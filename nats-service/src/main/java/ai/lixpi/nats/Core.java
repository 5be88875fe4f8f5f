package ai.lixpi.nats;

import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Subjects;
import ai.lixpi.nats.internal.wire.JnatsTransport;
import ai.lixpi.nats.internal.wire.LinkListener.Violation;
import ai.lixpi.nats.internal.wire.Transport;
import ai.lixpi.nats.internal.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one service, put together. */
final class Core implements Supervisor.Dependants {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  final Counters counters = new Counters();
  final CodecRegistry codecs;
  final HandlerThreads threads;
  final ScheduledThreadPoolExecutor timer;
  final Failures failures;
  final StatusBoard board;
  final Outbound outbound;
  final Requests requests;
  final Subscriptions subscriptions;
  final Supervisor supervisor;
  final Transport transport;
  final Completions completions;
  final Answers answers;
  final Shutdown shutdown;

  private final UserInfo userInfo;
  private final Renewal renewal;
  private final NatsServiceConfig config;
  private final NatsService facade;
  private final List<Middleware> replyMiddleware;
  private final Mender mender;
  private final AtomicBoolean started = new AtomicBoolean();

  Core(NatsServiceConfig config, NatsService facade) {
    this.config = config;
    this.facade = facade;
    this.codecs = new CodecRegistry(config.codecFactories());
    this.threads = HandlerThreads.create("nats-handler-" + config.name());
    this.timer = timer(config.name());
    Notifier notifier = new Notifier(threads, counters);
    this.failures = new Failures(notifier, config.errorListener(), config.observer());
    this.board = new StatusBoard(notifier, config.statusListeners());
    this.outbound =
        new Outbound(config.publishBufferBytes(), config.publishTimeout(), counters, failures);
    this.mender = new Mender(timer, threads, this::mend);
    this.subscriptions = new Subscriptions(outbound, mender::later);
    Pacer pacer = new Pacer(config.reconnectTimeWait(), config.maxReconnectAttempts());
    this.supervisor = new Supervisor(config.name(), pacer, board, failures, counters, this);
    this.transport = new JnatsTransport(config.transportSettings(), pacer, supervisor);
    this.requests =
        new Requests(transport.newInbox(), subscriptions::newId, outbound, counters, timer);
    this.requests.lastFailure(notStarted());
    this.userInfo = new UserInfo(transport, timer);
    this.renewal =
        new Renewal(config.credentials(), timer, userInfo, board::signInExpires, supervisor::renew);
    this.completions = new Completions(threads, timer);
    this.answers = new Answers(failures, completions);
    this.shutdown = new Shutdown(this);
    this.replyMiddleware = new ArrayList<>(config.middleware());
    this.replyMiddleware.addAll(config.replyMiddleware());
  }

  private static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "nats-timer-" + name);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  void start() {
    requireOpen();
    if (started.compareAndSet(false, true)) {
      requests.lastFailure(null);
      if (config.closesOnJvmShutdown()) {
        shutdown.hook();
      }
      supervisor.start(transport);
    }
  }

  boolean wasStarted() {
    return started.get();
  }

  Duration drainTimeout() {
    return config.drainTimeout();
  }

  ConnectionStatus await(Duration timeout) {
    try {
      return board.await(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(
          Outcome.NOT_SENT, "Interrupted while waiting for the connection.", e);
    }
  }

  void requireOpen() {
    if (board.state() == ConnectionState.CLOSED) {
      throw shutdown.closed();
    }
  }

  NotConnectedException notConnected(String when) {
    NatsServiceException reason =
        wasStarted() ? board.status().lastFailure().orElse(null) : notStarted();
    return new NotConnectedException(
        "There is no connection " + when + (reason == null ? "." : ": " + reason.getMessage()),
        reason);
  }

  private static NatsServiceException notStarted() {
    return new NotConnectedException("connect(timeout) has not been called yet.", null);
  }

  <T> NatsSubscription subscribe(
      String subject,
      Codec<T> codec,
      Pipeline.Handler<? super T> handler,
      SubscriptionOptions options) {
    return register(
        subject,
        SubscriptionDefinition.Type.SUBSCRIBE,
        new Pipeline<>(
            Given.nonNull("codec", codec),
            config.middleware(),
            handler,
            new HandlerEnd(subject, counters, failures)),
        options);
  }

  <T> NatsSubscription reply(
      String subject,
      Codec<T> codec,
      Pipeline.Handler<? super T> handler,
      SubscriptionOptions options) {
    HandlerEnd end =
        new ReplyEnd(subject, counters, failures, codecs, outbound, config.exposesErrorMessages());
    return register(
        subject,
        SubscriptionDefinition.Type.REPLY,
        new Pipeline<>(Given.nonNull("codec", codec), replyMiddleware, handler, end),
        options);
  }

  private NatsSubscription register(
      String subject,
      SubscriptionDefinition.Type type,
      Pipeline<?> pipeline,
      SubscriptionOptions options) {
    Subjects.requireSubscribable(subject);
    Given.nonNull("options", options);
    requireOpen();
    if (board.state() == ConnectionState.DRAINING) {
      throw new ServiceClosedException(
          "The service is being drained and takes no new subscriptions.", null);
    }
    long id = subscriptions.newId();
    DefaultSubscription subscription =
        new DefaultSubscription(
            subject,
            type,
            options,
            Lane.create(options, threads, pipeline),
            pipeline.end(),
            new Overflow(subject, counters, failures, timer),
            subscriptions.homeOf(id));
    subscriptions.add(id, subscription);
    LOG.info(
        "NATS -> register: {} : {} with queue: {}",
        type == SubscriptionDefinition.Type.REPLY ? "reply" : "subscribe",
        subject,
        options.queue().orElse("none"));
    return subscription;
  }

  PendingRequest ask(String subject, @Nullable Object data, RequestOptions options) {
    Subjects.requirePublishable(subject);
    Given.nonNull("options", options);
    return requests.send(
        subject,
        options.headers(),
        codecs.encode(data),
        options.timeout().orElse(config.requestTimeout()),
        options.isIdempotent());
  }

  void flush(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean connected;
    boolean done;
    long renewals;
    do {
      renewals = supervisor.renewals();
      Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      Wire wire = await(left).state() == ConnectionState.CONNECTED ? supervisor.wire() : null;
      connected = wire != null;
      done = wire != null && flush(wire, deadline);
      // the end of a link that was planned loses nothing, so it is no reason to fail
    } while (!done && supervisor.renewedSince(renewals) && System.nanoTime() < deadline);
    if (!done) {
      requireOpen();
      if (connected && System.nanoTime() < deadline) {
        throw new ConnectionLostException();
      }
      throw notConnected("that answered within " + timeout.toMillis() + " ms");
    }
  }

  private boolean flush(Wire wire, long deadline) {
    try {
      return outbound.awaitEmpty(deadline)
          && wire.flush(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(
          Outcome.UNKNOWN, "Interrupted while waiting for the server.", e);
    }
  }

  ServiceStatistics statistics() {
    return new ServiceStatistics(
        counters.published.sum(),
        counters.requests.sum(),
        counters.lateReplies.sum(),
        counters.dropped.sum(),
        counters.undecodable.sum(),
        counters.handlerFailures.sum(),
        counters.lost.sum(),
        counters.unreported.sum(),
        requests.inFlight(),
        outbound.bufferedBytes());
  }

  @Override
  public void up(Wire wire, boolean first) {
    requests.lastFailure(null);
    if (!requests.attach(wire)) {
      mender.later();
    }
    subscriptions.attach(wire);
    if (first) {
      registerDefinitions();
    }
    outbound.open(wire);
    renewal.up(wire);
  }

  private void mend() {
    if (!requests.mend()) {
      mender.later();
    }
    subscriptions.mend();
  }

  private void registerDefinitions() {
    for (SubscriptionDefinition definition : config.subscriptions()) {
      try {
        definition.registerOn(facade, codecs);
      } catch (Throwable e) { // codecs are the user's, and other languages throw anything
        if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
          throw fatal;
        }
        LOG.error("NATS -> {} could not be registered", definition, e);
      }
    }
  }

  @Override
  public void down(Wire wire, boolean planned) {
    renewal.down();
    subscriptions.detach();
    outbound.pause();
    if (!planned) {
      requests.lost(wire);
    }
  }

  @Override
  public void lost(Wire wire) {
    requests.lost(wire);
  }

  @Override
  public void pause() {
    outbound.pause();
  }

  @Override
  public boolean awaitsReplies() {
    return requests.inFlight() > 0;
  }

  @Override
  public void resume(Wire wire) {
    outbound.open(wire);
  }

  @Override
  public void signInExpired() {
    renewal.cut();
  }

  @Override
  public void attemptFailed(NatsServiceException failure) {
    requests.lastFailure(failure);
  }

  @Override
  public void refused(Wire wire, Violation violation) {
    String subject = violation.subject();
    if (violation.publish()) {
      if (userInfo.denied(subject)) {
        return;
      }
      if (!requests.publishDenied(subject)) {
        failures.report(new PermissionDeniedException(subject, "publish to"));
      }
    } else if (requests.ownsInbox(subject)) {
      requests.inboxDenied(wire);
      failures.report(new PermissionDeniedException(subject, "subscribe to"));
    } else {
      PermissionDeniedException failure = new PermissionDeniedException(subject, "subscribe to");
      subscriptions.denied(subject, violation.queue(), failure);
      failures.report(failure);
    }
  }

  @Override
  public void tooManySubscriptions(Wire wire) {
    NatsServiceException failure = subscriptions.oneTooMany(wire, requests.inboxNumber());
    failures.report(failure == null ? requests.inboxTooMany(wire) : failure);
  }

  @Override
  public void usedUp() {
    shutdown.usedUp();
  }
}
