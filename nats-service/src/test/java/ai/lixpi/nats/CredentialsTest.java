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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
      await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
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

  @Test
  @DisplayName("A6 a fixed token that has expired is reported as such, and tried again")
  void expiredFixedTokenIsReportedAsSuch(NatsServer server) {
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
}
