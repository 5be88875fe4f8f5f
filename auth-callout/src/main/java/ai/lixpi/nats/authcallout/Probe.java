package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.RequestTimeoutException;
import ai.lixpi.nats.authcallout.SelfTest.State;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in at the responder's own server once, to find out what no message of the server tells:
 * that it has no auth callout, another key, or another account in mind.
 */
final class Probe {
  private static final Logger LOG = LoggerFactory.getLogger(AuthCallout.class);
  private static final int ATTEMPTS = 3;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final NatsService nats;
  private final AuthCalloutConfig config;
  private final NatsSubscription requests;
  private final Responder responder;
  private final Duration timeout;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);

  // Mutable state
  private volatile SelfTest result;
  private volatile boolean stopped;

  Probe(
      NatsService nats,
      AuthCalloutConfig config,
      NatsSubscription requests,
      Responder responder,
      Duration timeout) {
    this.nats = nats;
    this.config = config;
    this.requests = requests;
    this.responder = responder;
    this.timeout = timeout;
    this.result =
        config.selfTest()
            ? new SelfTest(State.PENDING, "The self-test waits for the connection.")
            : new SelfTest(State.OFF, "The self-test is switched off.");
    this.thread = new Thread(this::run, "auth-callout-self-test");
    thread.setDaemon(true);
  }

  void start() {
    if (config.selfTest()) {
      thread.start();
    } else {
      ended.countDown();
    }
  }

  SelfTest result() {
    return result;
  }

  SelfTest await(Duration limit) {
    try {
      ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  void stop() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(timeout.toMillis() + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      awaitSubscription();
      result = requests.failure().isPresent() ? withoutRequests() : test();
      tell();
    } catch (InterruptedException e) {
      result = new SelfTest(State.OFF, "The responder was closed before its self-test had ended.");
    } finally {
      ended.countDown();
    }
  }

  private void awaitSubscription() throws InterruptedException {
    while (!requests.isActive() && requests.failure().isEmpty()) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private SelfTest withoutRequests() {
    return new SelfTest(
        State.FAILED,
        "The responder is given no requests. "
            + requests.failure().map(Throwable::getMessage).orElse(""));
  }

  private SelfTest test() throws InterruptedException {
    SelfTest tested = tryOut();
    // the server's refusal of the subscription may have come only then
    return requests.failure().isPresent() ? withoutRequests() : tested;
  }

  private SelfTest tryOut() throws InterruptedException {
    try {
      nats.flush(timeout);
      String own = ownAccount();
      if (own.isEmpty()) {
        return new SelfTest(
            State.FAILED,
            "The server does not tell the responder whether it is in an account of its own, as it"
                + " has to be: let its user publish to '"
                + UserInfo.SUBJECT
                + "' and start it again.");
      }
      if (own.equals(config.account())) {
        String sentence =
            "The responder is in the account '"
                + config.account()
                + "' that it places clients in, where they could read and answer each other's"
                + " sign-ins: give it an account of its own. Everybody is refused until then.";
        responder.misconfigured(sentence);
        return new SelfTest(State.FAILED, sentence);
      }
      SelfTest last = signIn();
      for (int more = 1; more < ATTEMPTS && last.state() == State.FAILED; more++) {
        if (stopped) {
          throw new InterruptedException();
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN_ATTEMPTS.toNanos());
        last = signIn(); // the first answer of a cold JVM may have come too late
      }
      return last;
    } catch (NatsServiceException e) {
      return new SelfTest(State.FAILED, "The self-test could not be made: " + e.getMessage());
    }
  }

  /** Empty if the server does not say. */
  private String ownAccount() {
    for (int tries = 0; tries < ATTEMPTS; tries++) {
      try {
        return UserInfo.accountOf(nats, timeout);
      } catch (PermissionDeniedException e) {
        return "";
      } catch (RequestTimeoutException e) {
        LOG.debug("The server did not tell the account of the responder in time.", e);
      }
    }
    return "";
  }

  private SelfTest signIn() throws InterruptedException {
    SelfTestTokens tokens = responder.selfTests();
    String token = tokens.next();
    try (ProbeConnection connection = ProbeConnection.open(nats.getConnection(), token)) {
      boolean asked = tokens.wasSeen(token);
      return switch (connection.outcome()) {
        case LET_IN -> letIn(asked || connection.account().equals(config.account()));
        case REFUSED -> refused(asked);
        case TIMED_OUT -> timedOut(asked);
        case FAILED -> asked ? timedOut(true) : failed();
      };
    } finally {
      tokens.forget(token);
    }
  }

  private SelfTest letIn(boolean byResponder) {
    if (!byResponder) {
      return new SelfTest(
          State.FAILED,
          "The server lets everybody in without asking: give it an authorization block with"
              + " auth_callout.");
    }
    return new SelfTest(
        State.PASSED,
        "The server asks this responder, and places clients in '" + config.account() + "'.");
  }

  private SelfTest refused(boolean asked) {
    if (asked) {
      return new SelfTest(
          State.FAILED,
          "The server asks this responder, but does not believe its answer, or has none in time: its"
              + " auth_callout needs the issuer "
              + config.issuerPublicKey()
              + ", there must be an account '"
              + config.account()
              + "', and the responder's user has to be allowed to answer (allow_responses). The"
              + " server's log says more.");
    }
    return new SelfTest(
        State.FAILED,
        "The server did not ask this responder about a sign-in, or not so that it can read it: its"
            + " authorization block needs auth_callout with the issuer "
            + config.issuerPublicKey()
            + ", "
            + config.xkeyPublicKey().map(key -> "the xkey " + key).orElse("no xkey")
            + ", and the account of this responder.");
  }

  private static SelfTest timedOut(boolean asked) {
    return new SelfTest(
        State.FAILED,
        asked
            ? "The server asks this responder, but has no answer in time: let the responder's user"
                + " answer (allow_responses), and give the server's authorization block a timeout"
                + " that is longer than the verifierDeadline."
            : "The server has no answer about a sign-in in time, and did not ask this responder:"
                + " its auth_callout needs the account of this responder, and whoever else takes"
                + " its requests has to answer them.");
  }

  private static SelfTest failed() {
    return new SelfTest(
        State.FAILED, "The self-test could not connect; it is made again at the next start.");
  }

  private void tell() {
    if (result.state() == State.PASSED) {
      LOG.info("NATS -> auth callout self-test passed: {}", result.detail());
    } else {
      LOG.error("NATS -> auth callout self-test failed: {}", result.detail());
    }
  }
}
