package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NatsTest
class CredentialsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Recorder recorder = new Recorder();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> received = new CopyOnWriteArrayList<>();

  private NatsService connect(NatsServer server, Supplier<String> tokens) {
    return NatsService.connect(
        recorder.config(server.url()).credentials(Credentials.tokenSupplier(tokens)).build());
  }

  @Test
  @DisplayName("CN5 a client that is refused again and again comes back when it is let in")
  void refusedClientKeepsTryingWithFreshTokens(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-right"));
    try (CapturedLog log = new CapturedLog();
        NatsService nats = connect(server, () -> tokenNumber(asked.incrementAndGet()))) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.flush(PATIENCE);
      assertThat(asked).hasValue(1);

      server.restart(settings -> settings.token("S3CRET-other"));
      await().atMost(PATIENCE).until(() -> asked.get() >= 3);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nats.status()
                      .lastFailure()
                      .filter(CredentialsRejectedException.class::isInstance)
                      .isPresent());
      int before = asked.get();
      assertThat(nats.status().state()).isEqualTo(ConnectionState.RECONNECTING);
      assertThat(nats.status().lastFailure().orElseThrow())
          .isInstanceOf(CredentialsRejectedException.class)
          .hasMessageContaining("refused the credentials")
          .hasMessageNotContaining("S3CRET-right");
      nats.publish("s", "kept");

      server.restart(settings -> settings.token("S3CRET-right"));
      await().atMost(PATIENCE).until(nats::isConnected);
      assertThat(asked.get()).isGreaterThan(before);
      await().atMost(PATIENCE).until(() -> received.contains("kept"));
      assertThat(server.connections()).isEqualTo(1);
      await().atMost(PATIENCE).until(() -> server.subscriptions() == 1);
      assertThat(nats.status().reconnects()).isEqualTo(1);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("refused the credentials"))
          .hasSize(1);
    }
    assertThat(refusalsTold()).isEqualTo(1);
  }

  private static String tokenNumber(int number) {
    return number > 0 ? "S3CRET-right" : "S3CRET-never";
  }

  private long refusalsTold() {
    return recorder.statuses.stream()
        .filter(status -> status.state() == ConnectionState.RECONNECTING)
        .filter(
            status ->
                status
                    .lastFailure()
                    .filter(CredentialsRejectedException.class::isInstance)
                    .isPresent())
        .count();
  }

  @Test
  @DisplayName("CN5 the first refusals of a stale token are survived too, each with a fresh one")
  void tokenThatIsStaleTwiceIsAskedForAThirdTime(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-third"));
    try (NatsService nats =
        connect(server, () -> asked.incrementAndGet() < 3 ? "S3CRET-stale" : "S3CRET-third")) {
      nats.awaitConnected(PATIENCE);
      assertThat(asked).hasValue(3);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("CN6 a token that is withdrawn while connected is replaced by a new one")
  void withdrawnTokenIsReplacedByANewOne(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-one"));
    AtomicInteger current = new AtomicInteger(1);
    String[] tokens = {"", "S3CRET-one", "S3CRET-two", "S3CRET-three", "S3CRET-four"};
    try (NatsService nats = connect(server, () -> tokens[current.get()])) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.flush(PATIENCE);
      for (int turn = 2; turn <= 4; turn++) {
        int reconnects = turn - 1;
        current.set(turn);
        server.reload("authorization { token: " + tokens[turn] + " }");
        await().atMost(PATIENCE).until(() -> nats.status().reconnects() == reconnects);
        nats.publish("s", tokens[turn]);
        await().atMost(PATIENCE).until(() -> received.size() == reconnects);
        assertThat(server.connections()).isEqualTo(1);
      }
      assertThat(received).containsExactly("S3CRET-two", "S3CRET-three", "S3CRET-four");
      await().atMost(PATIENCE).until(() -> server.subscriptions() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A6 a fixed token that has expired is reported as such, and tried again")
  void expiredFixedTokenIsReportedAsSuch(ServerKind kind, NatsServer server) {
    kind.take(server);
    try (NKey key = NKey.generate(NKey.Role.USER)) {
      Instant then = Instant.now().minus(Duration.ofHours(3));
      String token = SelfIssuedJwt.issue(key, "svc", Duration.ofHours(1), then);
      server.restart(settings -> settings.token(token));
      try (NatsService nats =
          NatsService.connect(recorder.config(server.url()).token(token).build())) {
        nats.awaitConnected(PATIENCE);
        server.restart(settings -> settings.token("S3CRET-other"));
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    nats.status()
                        .lastFailure()
                        .filter(CredentialsRejectedException.class::isInstance)
                        .isPresent());
        assertThat(nats.status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(nats.status().lastFailure().orElseThrow())
            .isInstanceOf(CredentialsRejectedException.class)
            .hasMessageContaining(
                "what was presented expired at "
                    + then.plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS))
            .hasMessageNotContaining(token);
        server.restart(settings -> settings.token(token));
        nats.awaitConnected(PATIENCE);
      }
    }
  }

  @Test
  @DisplayName("CN7 a token supplier that throws costs an attempt each time")
  void throwingTokenSupplierCostsAnAttempt(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-right"));
    try (NatsService nats =
        connect(
            server,
            () -> {
              if (asked.incrementAndGet() < 4) {
                throw new IllegalArgumentException("S3CRET");
              }
              return "S3CRET-right";
            })) {
      nats.awaitConnected(PATIENCE);
      assertThat(asked).hasValue(4);
      assertThat(recorder.firstStatus().lastFailure().orElseThrow())
          .hasMessageContaining("the token supplier failed with java.lang.IllegalArgumentException")
          .hasMessageNotContaining("S3CRET");
    }
  }

  @Test
  @DisplayName("CN7 a token supplier that blocks is given up with its attempt and reported")
  void blockingTokenSupplierIsGivenUpWithItsAttempt(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-right"));
    CountDownLatch blocked = new CountDownLatch(1);
    try (NatsService nats =
        NatsService.connect(
            recorder
                .config(server.url())
                .connectTimeout(Duration.ofMillis(500))
                .credentials(
                    Credentials.tokenSupplier(
                        () -> {
                          asked.incrementAndGet();
                          awaitQuietly(blocked);
                          return "S3CRET-right";
                        }))
                .build())) {
      await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
      assertThat(nats.status().lastFailure().orElseThrow())
          .hasMessageContaining("the token supplier took longer than the connect timeout");
      assertThat(asked).as("it is not asked again while it blocks").hasValue(1);
      blocked.countDown();
      nats.awaitConnected(PATIENCE);
    }
  }

  @Test
  @DisplayName("CN7 close() ends a token supplier that blocks")
  void closeInterruptsABlockedTokenSupplier(NatsServer server) {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    NatsService nats =
        NatsService.create(
            recorder
                .config(server.url())
                .credentials(
                    Credentials.tokenSupplier(
                        () -> {
                          asked.incrementAndGet();
                          if (!awaitQuietly(never)) {
                            interrupted.countDown();
                          }
                          return "S3CRET-right";
                        }))
                .build());
    nats.connect(Duration.ofMillis(1));
    await().atMost(PATIENCE).until(() -> asked.get() == 1);
    nats.disconnect();
    await().atMost(PATIENCE).until(() -> interrupted.getCount() == 0);
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  @DisplayName("CN5 a reconnect is refused, fails and is refused anew until a token fits")
  void reconnectIsRefusedUntilATokenFits(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-right"));
    try (CapturedLog log = new CapturedLog();
        NatsService nats =
            connectPatiently(server, () -> staleInTheMiddle(asked.incrementAndGet()))) {
      nats.subscribe(
          "q",
          String.class,
          (text, message) -> received.add(text),
          SubscriptionOptions.queue("workers"));
      nats.reply("echo", String.class, (text, message) -> text);
      nats.flush(PATIENCE);
      assertThat(asked).hasValue(1);

      server.restart();
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);

      assertThat(asked).as("one, three refusals, two failures, one").hasValue(7);
      assertThat(log.lines().stream().filter(line -> line.contains("refused the credentials")))
          .as("once for the first two, once more after another reason")
          .hasSize(2);
      assertThat(log.lines().stream().filter(line -> line.contains("the token supplier failed")))
          .hasSize(1);
      assertThat(nats.request("echo", "x", String.class, PATIENCE)).isEqualTo("x");
      nats.publish("q", "alive");
      await().atMost(PATIENCE).until(() -> received.contains("alive"));
      nats.flush(PATIENCE);
      assertThat(received).containsExactly("alive");
    }
  }

  private NatsService connectPatiently(NatsServer server, Supplier<String> tokens) {
    return NatsService.connect(
        recorder
            .config(server.url())
            .connectTimeout(PATIENCE)
            .credentials(Credentials.tokenSupplier(tokens))
            .build());
  }

  private static String staleInTheMiddle(int number) {
    return switch (number) {
      case 2, 3, 6 -> "S3CRET-stale-" + number;
      case 4, 5 -> throw new IllegalStateException("S3CRET");
      default -> "S3CRET-right";
    };
  }

  private enum Ailment {
    THROWS("the token supplier failed with java.lang.IllegalStateException"),
    BLOCKS("the token supplier took longer than the connect timeout"),
    RETURNS_NULL("the token supplier returned null");

    private final String told;

    Ailment(String told) {
      this.told = told;
    }

    @SuppressWarnings("NullAway") // what a user's supplier must not do
    private String token(CountDownLatch blocked) {
      return switch (this) {
        case THROWS -> throw new IllegalStateException("S3CRET");
        case BLOCKS -> awaitQuietly(blocked) ? "S3CRET-right" : "";
        case RETURNS_NULL -> null;
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Ailment.class)
  @DisplayName("CN7 a token supplier that ails during an outage only delays the reconnect")
  void supplierThatAilsDuringAnOutageOnlyDelaysTheReconnect(Ailment ailment, NatsServer server) {
    server.restart(settings -> settings.token("S3CRET-right"));
    AtomicBoolean ailing = new AtomicBoolean();
    CountDownLatch blocked = new CountDownLatch(1);
    try (NatsService nats =
        NatsService.connect(
            recorder
                .config(server.url())
                .connectTimeout(Duration.ofSeconds(1))
                .credentials(
                    Credentials.tokenSupplier(
                        () -> ailing.get() ? ailment.token(blocked) : "S3CRET-right"))
                .build())) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.awaitConnected(PATIENCE);
      ailing.set(true);
      server.restart();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nats.status()
                      .lastFailure()
                      .filter(f -> String.valueOf(f.getMessage()).contains(ailment.told))
                      .isPresent());
      assertThat(nats.status().state()).isEqualTo(ConnectionState.RECONNECTING);

      ailing.set(false);
      blocked.countDown();
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.publish("s", "alive");
      await().atMost(PATIENCE).until(() -> received.contains("alive"));
    }
  }
}
