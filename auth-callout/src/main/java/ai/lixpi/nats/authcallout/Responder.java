package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.authcallout.VerifierChain.Decision;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes the server's requests and answers each of them once. */
final class Responder {
  static final String XKEY_HEADER = "Nats-Server-Xkey";

  private static final byte[] NO_REASON = {};
  private static final Duration SHORTEST_SESSION = Duration.ofSeconds(2);

  private final NatsService nats;
  private final @Nullable XkeyBox box;
  private final RequestDecoder decoder;
  private final VerifierChain verifiers;
  private final Grants grants;
  private final ResponseSigner signer;
  private final Workload workload;
  private final SelfTestTokens selfTests;
  private final Journal journal;
  private final Duration lifetime;
  private final Duration deadline;
  private final Clock clock;

  // Mutable state
  private volatile @Nullable String misconfigured;

  Responder(NatsService nats, AuthCalloutConfig config, Workload workload, Journal journal) {
    this.nats = nats;
    this.box = config.xkey().map(XkeyBox::new).orElse(null);
    this.decoder = new RequestDecoder(box);
    this.verifiers = new VerifierChain(config.verifiers());
    this.grants = new Grants(config.userPermissions(), config.inboxPrefix());
    this.signer = new ResponseSigner(config.issuer(), config.account(), config.answerTime(), box);
    this.selfTests = new SelfTestTokens(config.issuer(), config.clock());
    this.workload = workload;
    this.journal = journal;
    this.lifetime = config.userJwtLifetime();
    this.deadline = config.verifierDeadline();
    this.clock = config.clock();
  }

  SelfTestTokens selfTests() {
    return selfTests;
  }

  /** Forgets the secret of the xkey. */
  void wipe() {
    if (box != null) {
      box.wipe();
    }
  }

  /** Refuses everybody from now on. */
  void misconfigured(String sentence) {
    misconfigured = sentence;
  }

  void handle(byte[] payload, Message message) {
    if (message.getReplyTo() == null) {
      return;
    }
    journal.arrived();
    SignIn signIn = new SignIn(payload, xkey(message.getHeaders()), message.getReplyTo());
    if (!workload.submit(signIn)) {
      signIn.overflow();
    }
  }

  private static @Nullable String xkey(@Nullable Headers headers) {
    return headers == null ? null : headers.getFirst(XKEY_HEADER);
  }

  /** One sign-in on its way. */
  private final class SignIn implements Workload.Job {
    private final byte[] payload;
    private final @Nullable String serverXkey;
    private final String replyTo;
    private final long arrived = System.nanoTime();

    // Mutable state
    private volatile @Nullable AuthorizationRequest request;
    private volatile String asking = "";
    private boolean sent; // of the one thread that has the right to answer

    SignIn(byte[] payload, @Nullable String serverXkey, String replyTo) {
      this.payload = payload;
      this.serverXkey = serverXkey;
      this.replyTo = replyTo;
    }

    @Override
    public void work(Workload.Turn turn) {
      try {
        AuthorizationRequest decoded = decoder.decode(payload, serverXkey);
        request = decoded;
        if (selfTests.recognise(decoded.attempt())) {
          end(turn, () -> letSelfTestIn(decoded));
        } else {
          Decision decision = decide(decoded);
          end(turn, () -> answer(decoded, decision));
        }
      } catch (MalformedRequestException e) {
        end(turn, () -> malformed(e));
      } catch (RuntimeException | Error e) {
        journal.broken(e);
        end(turn, () -> send(NO_REASON));
      }
    }

    private void end(Workload.Turn turn, Runnable answer) {
      if (turn.end()) {
        once(answer);
      }
    }

    /** Answers; if that fails before anything is sent, the client must not wait for nothing. */
    private void once(Runnable answer) {
      try {
        answer.run();
      } catch (RuntimeException | Error e) {
        journal.broken(e);
        if (!sent) {
          send(NO_REASON);
        }
      }
    }

    private void letSelfTestIn(AuthorizationRequest decoded) {
      Instant now = serverTime(decoded);
      Instant end = now.plus(SelfTestTokens.LIFE);
      send(signer.accept(decoded, SelfTestTokens.NAME, SelfTestTokens.GRANT, now, end));
      journal.selfTested();
    }

    private Decision decide(AuthorizationRequest decoded) {
      String wrong = misconfigured;
      if (wrong != null) {
        return new Decision.TurnAway(Refusal.MISCONFIGURED, wrong);
      }
      return verifiers.decide(decoded.attempt(), name -> asking = name);
    }

    private void answer(AuthorizationRequest decoded, Decision decision) {
      if (decision instanceof Decision.TurnAway refused) {
        refuse(decoded, refused.kind(), refused.reason());
      } else if (decision instanceof Decision.LetIn letIn) {
        letIn(decoded, letIn);
      }
    }

    private void letIn(AuthorizationRequest decoded, Decision.LetIn letIn) {
      String userId = letIn.verdict().userId();
      try {
        Grants.Grant grant = grants.of(letIn.verdict());
        Instant now = serverTime(decoded);
        Instant end = now.plus(life(letIn.verdict().expiresAt())).plusNanos(999_999_999);
        send(signer.accept(decoded, userId, grant, now, end));
        journal.accepted(userId, letIn.verifier(), decoded.attempt(), took());
      } catch (Grants.UnusableUserIdException e) {
        String name = PublicText.of(userId);
        refuse(
            decoded,
            Refusal.USER_ID,
            "The user id '" + name + "' can't come in, because " + e.getMessage() + ".");
      }
    }

    private Duration life(Instant expiresAt) {
      Instant now = clock.instant();
      if (!expiresAt.isBefore(now.plus(lifetime))) {
        return lifetime;
      }
      Duration left = Duration.between(now, expiresAt);
      // Less would be a token within the tolerance for clocks that differ
      Duration atLeast = SHORTEST_SESSION.compareTo(lifetime) < 0 ? SHORTEST_SESSION : lifetime;
      return left.compareTo(atLeast) < 0 ? atLeast : left;
    }

    /** The server judges the user JWT, so it is dated on the server's clock where ours differs. */
    private Instant serverTime(AuthorizationRequest decoded) {
      Instant own = clock.instant();
      Instant server = Instant.ofEpochSecond(decoded.issuedAt()).plus(took());
      Duration ahead = Duration.between(server, own);
      return ahead.abs().compareTo(Duration.ofSeconds(2)) < 0 ? own : server;
    }

    private void refuse(AuthorizationRequest decoded, Refusal kind, String reason) {
      send(signer.refuse(decoded, PublicText.limited(reason, 1_000), clock.instant()));
      journal.refused(kind, reason, decoded.attempt(), took());
    }

    private void malformed(MalformedRequestException why) {
      send(NO_REASON);
      journal.refused(
          Refusal.MALFORMED,
          "The request of the server can't be read, because " + why.getMessage() + ".",
          null,
          took());
    }

    void overflow() {
      once(this::refuseOverflow);
    }

    private void refuseOverflow() {
      try {
        AuthorizationRequest decoded = decoder.decode(payload, serverXkey);
        String reason = "Too many sign-ins wait already: start another responder beside this one.";
        refuse(decoded, Refusal.OVERLOADED, reason);
      } catch (MalformedRequestException e) {
        malformed(e);
      }
    }

    @Override
    public void overdue(Workload.Overdue how) {
      once(() -> refuseOverdue(how));
    }

    private void refuseOverdue(Workload.Overdue how) {
      AuthorizationRequest decoded = request;
      if (how == Workload.Overdue.WAITING || decoded == null) {
        send(NO_REASON); // a reason would cost more than the server is going to wait
        journal.refused(
            Refusal.OVERLOADED,
            "It waited for " + deadline.toMillis() + " ms: start another responder.",
            null,
            took());
        return;
      }
      refuse(
          decoded,
          Refusal.VERIFIER_HANGS,
          asking + " had not decided after " + deadline.toMillis() + " ms and was given up.");
      journal.hanging(asking, workload.hanging());
    }

    private void send(byte[] answer) {
      sent = true;
      try {
        nats.publish(replyTo, answer);
      } catch (NatsServiceException e) {
        journal.unanswered(e);
      }
    }

    private Duration took() {
      return Duration.ofNanos(System.nanoTime() - arrived);
    }
  }
}
