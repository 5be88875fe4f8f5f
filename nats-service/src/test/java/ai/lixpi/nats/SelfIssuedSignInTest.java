package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Self-issued JWTs on a server that asks a responder about them. */
class SelfIssuedSignInTest {
  private static final MiniCallout CALLOUT = new MiniCallout();

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(CALLOUT::configure).build();

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Recorder recorder = new Recorder();
  private final List<Integer> received = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start(NatsServer server) throws Exception {
    CALLOUT.mode = MiniCallout.Mode.ANSWER;
    CALLOUT.life = Duration.ofHours(1);
    CALLOUT.permissions = "";
    CALLOUT.tokens.clear();
    CALLOUT.start(server);
  }

  @AfterEach
  void stop() throws Exception {
    CALLOUT.stop();
  }

  private NatsServiceConfigBuilder config(NatsServer server) {
    return recorder
        .config(server.url())
        .nkeySeed(new String(CALLOUT.service.seed()))
        .userId(MiniCallout.USER_ID);
  }

  private static void awaitConnected(NatsService nats) {
    nats.awaitConnected(PATIENCE);
  }

  @Test
  @DisplayName("A service signs in with its own JWT, and its status says how long that lasts")
  void serviceSignsInWithItsOwnJwt(NatsServer server) {
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(server).build())) {
      awaitConnected(nats);
      assertThat(nats.request("echo", "x", String.class, Duration.ofMillis(1)) == null).isFalse();
    } catch (NatsServiceException e) {
      assertThat(e).isInstanceOf(NoRespondersException.class);
    }
  }

  @Test
  @DisplayName("CN6 each attempt presents a token of its own")
  void eachAttemptPresentsATokenOfItsOwn(NatsServer server) throws Exception {
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(server).build())) {
      awaitConnected(nats);
      await().atMost(PATIENCE).until(() -> nats.status().timeToExpiry().isPresent());
      assertThat(nats.status().timeToExpiry().orElseThrow())
          .isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
      await().atMost(PATIENCE).until(() -> System.currentTimeMillis() % 1000 < 100);
      server.restart();
      CALLOUT.start(server);
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      assertThat(CALLOUT.tokens).hasSizeGreaterThan(1).doesNotHaveDuplicates();
      assertThat(log.lines())
          .contains("INFO Generated self-issued JWT for svc:orders, expires in 1h");
      assertThat(log.text()).doesNotContain(CALLOUT.tokens.get(0));
    }
  }

  @Test
  @DisplayName("A7 three expiries of the user JWT while messages flow lose nothing that we publish")
  void threeExpiriesLoseNothingThatWePublish(NatsServer server) {
    try (NatsService listener = NatsService.connect(config(server).build())) {
      listener.subscribe("flow", Integer.class, (number, message) -> received.add(number));
      listener.flush(PATIENCE);
      CALLOUT.life = Duration.ofSeconds(3);
      try (NatsService nats = NatsService.connect(config(server).build())) {
        List<Integer> own = new CopyOnWriteArrayList<>();
        nats.subscribe("own", Integer.class, (number, message) -> own.add(number));
        awaitConnected(nats);
        int published = 0;
        while (nats.status().reconnects() < 3) {
          nats.publish("flow", published++);
          if (published % 10 == 0) {
            nats.flush(PATIENCE);
          }
        }
        nats.publish("own", published);
        nats.flush(PATIENCE);
        int last = published;
        await().atMost(PATIENCE).until(() -> received.size() >= last);
        assertThat(received).isSorted().doesNotHaveDuplicates().hasSize(last);
        await().atMost(PATIENCE).until(() -> own.contains(last));
        assertThat(recorder.failures).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MiniCallout.Mode.class)
  @DisplayName("A5 a responder that is silent or answers nothing is waited out")
  void responderThatDoesNotAnswerIsWaitedOut(MiniCallout.Mode mode, NatsServer server) {
    CALLOUT.mode = mode;
    try (NatsService nats = NatsService.connect(config(server).build())) {
      if (mode != MiniCallout.Mode.ANSWER) {
        await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
        assertThat(nats.status().state()).isEqualTo(ConnectionState.CONNECTING);
      }
      CALLOUT.mode = MiniCallout.Mode.ANSWER;
      awaitConnected(nats);
    }
  }
}
