package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Self-issued JWTs on a server that asks a responder about them. */
class SelfIssuedSignInTest {
  private static final MiniCallout CALLOUT = new MiniCallout();

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(CALLOUT::configure).build();

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Recorder recorder = new Recorder();
  private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());

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

  private static void take(ServerKind kind, NatsServer server) throws Exception {
    kind.take(server);
    CALLOUT.start(server);
  }

  private NatsServiceConfigBuilder config(NatsServer server) {
    return recorder
        .config(server.url())
        .nkeySeed(new String(CALLOUT.service.seed()))
        .userId(MiniCallout.USER_ID);
  }

  @Test
  @DisplayName("A service signs in with its own JWT, and its status says how long that lasts")
  void serviceSignsInWithItsOwnJwt(NatsServer server) {
    NatsService nats = NatsService.connect(config(server).build());
    try (nats) {
      nats.awaitConnected(PATIENCE);
      nats.reply("echo", String.class, (text, message) -> text);
      assertThat(nats.request("echo", "x", String.class, PATIENCE)).isEqualTo("x");
      await().atMost(PATIENCE).until(() -> nats.status().timeToExpiry().isPresent());
      assertThat(nats.status().timeToExpiry().orElseThrow())
          .isBetween(Duration.ofMinutes(55), Duration.ofHours(1));
    }
    assertThat(nats.status().signInExpiry()).isEmpty();
  }

  @Test
  @DisplayName("The server's own word on the expiry counts more than that of the token")
  void theServersWordOnTheExpiryCounts(NatsServer server) {
    CALLOUT.life = Duration.ofMinutes(10);
    try (NatsService nats = NatsService.connect(config(server).build())) {
      nats.awaitConnected(PATIENCE);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nats.status()
                      .timeToExpiry()
                      .filter(left -> left.compareTo(Duration.ofMinutes(10)) <= 0)
                      .isPresent());
    }
  }

  @Test
  @DisplayName("A server that does not allow the question is asked once, and nobody is bothered")
  void questionThatIsNotAllowedBothersNobody(NatsServer server) throws Exception {
    CALLOUT.permissions = "'pub':{'allow':['x']},";
    try (NatsService nats = NatsService.connect(config(server).build())) {
      nats.awaitConnected(PATIENCE);
      await().atMost(PATIENCE).until(() -> violations(server) == 1);
      server.restart();
      CALLOUT.start(server);
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.flush(PATIENCE);
      assertThat(nats.status().timeToExpiry().orElseThrow())
          .as("then the token's own expiry is all that is known")
          .isBetween(Duration.ofMinutes(55), Duration.ofHours(1));
      nats.publish("y", "denied");
      await().atMost(PATIENCE).until(() -> violations(server) == 2);
      PermissionDeniedException told = recorder.failure(PermissionDeniedException.class);
      assertThat(told).hasMessageContaining("y");
      assertThat(recorder.failures).containsExactly(told);
    }
  }

  private static long violations(NatsServer server) {
    return server.log().lines().filter(line -> line.contains("Publish Violation")).count();
  }

  @Test
  @DisplayName(
      "CN6 a connection that the server cuts at its expiry is back at once, and then renewed before")
  void connectionThatWasCutIsBackAtOnceAndThenRenewedBefore(NatsServer server) {
    CALLOUT.permissions = "'pub':{'deny':['$SYS.REQ.USER.INFO']},";
    CALLOUT.life = Duration.ofSeconds(6); // of whole seconds: up to one less is left of it
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(server).build())) {
      nats.awaitConnected(PATIENCE);
      nats.subscribe("s", Integer.class, (number, message) -> received.add(number));
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      assertThat(log.lines())
          .contains("WARN NATS -> the sign-in has expired: signing in anew")
          .contains("ERROR NATS -> disconnected");
      assertThat(recorder.statuses)
          .as("no attempt failed, so there was no waiting")
          .allSatisfy(status -> assertThat(status.failedAttempts()).isZero());

      await().atMost(PATIENCE).until(() -> nats.status().reconnects() >= 3);
      assertThat(log.lines())
          .contains("INFO NATS -> reconnecting to renew the sign-in before it expires");
      assertThat(log.lines().stream().filter(line -> line.endsWith("-> disconnected")))
          .as("once was enough to learn how long a connection lives")
          .hasSize(1);
      nats.publish("s", 7);
      await().atMost(PATIENCE).until(() -> received.contains(7));
      assertThat(recorder.failures).isEmpty();
    }
  }

  @Test
  @DisplayName("CN6 each attempt presents a token of its own")
  void eachAttemptPresentsATokenOfItsOwn(NatsServer server) throws Exception {
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(server).build())) {
      nats.awaitConnected(PATIENCE);
      String first = CALLOUT.tokens.get(0);
      long second = Instant.now().getEpochSecond();
      await().atMost(PATIENCE).until(() -> Instant.now().getEpochSecond() > second);
      server.restart();
      CALLOUT.start(server);
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      assertThat(CALLOUT.tokens).hasSizeGreaterThan(1);
      assertThat(CALLOUT.tokens.subList(1, CALLOUT.tokens.size())).doesNotContain(first);
      assertThat(log.lines())
          .contains("INFO Generated self-issued JWT for svc:orders, expires in 1h");
      assertThat(log.text()).doesNotContain(first);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A7 three expiries of the user JWT while messages flow lose nothing that we publish")
  void threeExpiriesLoseNothingThatWePublish(ServerKind kind, NatsServer server) throws Exception {
    take(kind, server);
    try (NatsService listener = NatsService.connect(config(server).build())) {
      listener.subscribe("flow", Integer.class, (number, message) -> received.add(number));
      listener.flush(PATIENCE);
      CALLOUT.life = Duration.ofSeconds(3);
      try (NatsService nats = NatsService.connect(config(server).build())) {
        List<Integer> own = new CopyOnWriteArrayList<>();
        nats.subscribe("own", Integer.class, (number, message) -> own.add(number));
        nats.awaitConnected(PATIENCE);
        int published = 0;
        Instant end = Instant.now().plus(PATIENCE);
        while (nats.status().reconnects() < 3 && Instant.now().isBefore(end)) {
          nats.publish("flow", published++);
          if (published % 10 == 0) {
            nats.flush(PATIENCE);
          }
        }
        nats.publish("own", published);
        nats.flush(PATIENCE);
        int last = published;
        assertThat(nats.status().reconnects()).isGreaterThanOrEqualTo(3);
        await().atMost(PATIENCE).until(() -> received.size() >= last);
        assertThat(received).isSorted().doesNotHaveDuplicates().hasSize(last);
        await().atMost(PATIENCE).until(() -> own.contains(last));
        assertThat(recorder.failures).isEmpty();
      }
    }
  }

  static Stream<Arguments> modes() {
    return Stream.of(ServerKind.values())
        .flatMap(
            kind -> Stream.of(MiniCallout.Mode.values()).map(mode -> Arguments.of(mode, kind)));
  }

  @ParameterizedTest
  @MethodSource("modes")
  @DisplayName("A5 a responder that is silent or answers nothing is waited out")
  void responderThatDoesNotAnswerIsWaitedOut(
      MiniCallout.Mode mode, ServerKind kind, NatsServer server) throws Exception {
    take(kind, server);
    CALLOUT.mode = mode;
    try (NatsService nats = NatsService.connect(config(server).build())) {
      if (mode != MiniCallout.Mode.ANSWER) {
        await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
        assertThat(nats.status().state()).isEqualTo(ConnectionState.CONNECTING);
      }
      CALLOUT.mode = MiniCallout.Mode.ANSWER;
      nats.awaitConnected(PATIENCE);
    }
  }

  @Test
  @DisplayName("S6 neither the seed nor a token is in any text, whether it is accepted or refused")
  void seedAndTokensAreInNoText(NatsServer server) {
    String seed = new String(CALLOUT.service.seed());
    Traces seeds = new Traces(seed.substring(4, 40));
    Traces tokens = new Traces(SelfIssuedJwt.issue(seed, MiniCallout.USER_ID).substring(0, 36));
    seeds.start();
    tokens.start();
    NatsServiceConfig accepted = config(server).build();
    NatsServiceConfig refused = accepted.toBuilder().userId("svc:unknown").build();
    try (NatsService nats = NatsService.connect(accepted);
        NatsService stranger = NatsService.connect(refused)) {
      nats.awaitConnected(PATIENCE);
      await().atMost(PATIENCE).until(() -> stranger.status().failedAttempts() > 0);
      for (Traces traces : List.of(seeds, tokens)) {
        traces.see("config", accepted);
        traces.see("credentials", accepted.credentials());
        traces.see("status", stranger.status());
        traces.see("raw", nats.getConnection().getOptions());
        recorder.statuses.forEach(each -> traces.see("status listener", each));
      }
    } finally {
      tokens.stop();
      seeds.stop();
    }
    seeds.assertClean();
    tokens.assertClean();
  }

  @Test
  @DisplayName("Our copy of a token is wiped when it is not needed any more")
  void copyOfATokenIsWiped(NatsServer server) {
    List<char[]> copies = new CopyOnWriteArrayList<>();
    NatsServiceConfig config =
        config(server)
            .jnats(
                options -> {
                  Options ours = options.build();
                  options.tokenSupplier(
                      () -> {
                        char[] token = ours.getTokenChars();
                        copies.add(token);
                        return token;
                      });
                })
            .build();
    try (NatsService nats = NatsService.connect(config)) {
      nats.awaitConnected(PATIENCE);
      assertThat(copies).isNotEmpty();
      await().atMost(PATIENCE).until(() -> isWiped(copies.get(copies.size() - 1)));
    }
  }

  private static boolean isWiped(char[] secret) {
    for (char c : secret) {
      if (c != 0) {
        return false;
      }
    }
    return secret.length > 0;
  }
}
