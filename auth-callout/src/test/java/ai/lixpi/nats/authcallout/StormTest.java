package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.authcallout.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody at once, as after a restart of the server. */
@Tag("long")
class StormTest {
  private static final Logger LOG = LoggerFactory.getLogger(StormTest.class);
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int CLIENTS = 1_000;

  @TempDir Path folder;

  private final Tokens orders = new Tokens("svc:orders");

  private AuthCalloutConfigBuilder config(CalloutServer callout) {
    return callout.config().verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>")));
  }

  /** Starts them all; each one's time until it is in, in milliseconds, lands in the array. */
  private List<NatsService> storm(CalloutServer callout, AtomicLongArray millis) {
    List<NatsService> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int index = i;
      long[] begin = new long[1];
      NatsService client =
          NatsService.create(
              callout
                  .client()
                  .name("storm-" + i)
                  .credentials(Credentials.tokenSupplier(orders::good))
                  .connectTimeout(Duration.ofSeconds(10))
                  .statusListener(
                      status -> {
                        if (status.serverUrl().isPresent()) {
                          long time = (System.nanoTime() - begin[0]) / 1_000_000 + 1;
                          millis.compareAndSet(index, 0, time);
                        }
                      })
                  .build());
      begin[0] = System.nanoTime();
      client.connect(Duration.ofNanos(1));
      clients.add(client);
    }
    return clients;
  }

  private static void awaitAll(List<NatsService> clients) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> clients.stream().allMatch(NatsService::isConnected));
  }

  private static void report(String what, AtomicLongArray millis, AuthCallout responder) {
    long[] sorted = IntStream.range(0, CLIENTS).mapToLong(millis::get).sorted().toArray();
    CalloutStatistics seen = responder.statistics();
    LOG.error(
        "{}: {} clients in, after {} ms (half), {} ms (99 of 100), {} ms (all); responder: {}"
            + " requests, {} in, {} ms on average, {} ms at most",
        what,
        sorted.length,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1],
        seen.requests(),
        seen.accepted(),
        seen.totalTime().toMillis() / Math.max(1, seen.accepted()),
        seen.longestTime().toMillis());
  }

  @Test
  void aThousandClientsAtOnceAreAllServed() {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      AuthCallout responder = callout.responder(config(callout));
      responder.awaitSelfTest(CalloutServer.LONG);
      AtomicLongArray millis = new AtomicLongArray(CLIENTS);
      List<NatsService> clients = storm(callout, millis);
      try {
        awaitAll(clients);
        report("Storm", millis, responder);
        assertThat(responder.statistics().accepted()).isGreaterThanOrEqualTo(CLIENTS);
      } finally {
        clients.parallelStream().forEach(NatsService::disconnect);
      }
    }
  }

  @Test
  void aResponderThatIsKilledAmidTheStormAndComesBackServesTheRest() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      Process first = program(callout);
      AtomicLongArray millis = new AtomicLongArray(CLIENTS);
      CompletableFuture<AuthCallout> replaced =
          CompletableFuture.supplyAsync(
              () -> {
                await()
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> in(millis) > CLIENTS / 3);
                first.destroyForcibly();
                return callout.responder(config(callout));
              });
      List<NatsService> clients = storm(callout, millis);
      try {
        AuthCallout second = replaced.join();
        awaitAll(clients);
        report("Storm with a responder killed amid it, then the next", millis, second);
        assertThat(second.statistics().accepted()).isPositive();
      } finally {
        first.destroyForcibly();
        clients.parallelStream().forEach(NatsService::disconnect);
      }
    }
  }

  private static long in(AtomicLongArray millis) {
    return IntStream.range(0, CLIENTS).filter(i -> millis.get(i) > 0).count();
  }

  /** A responder that can be killed: the program, ready. */
  private Process program(CalloutServer callout) throws IOException {
    Path configuration =
        Files.writeString(
            folder.resolve("auth-callout.json"),
            """
            { "nats": { "servers": "%s", "user": "auth", "password": "S3CRET-auth" }, "account": "APP",
              "services": [ { "publicKey": "%s", "userId": "%s" } ] }
            """
                .formatted(callout.server.url(), orders.key.publicKey(), orders.userId));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            configuration.toString());
    builder.environment().put("AUTH_CALLOUT_ISSUER_SEED", new String(callout.issuer.seed()));
    builder.environment().put("AUTH_CALLOUT_XKEY_SEED", new String(callout.xkey.seed()));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    await().atMost(LONG).until(() -> Files.readString(output).contains("self-test passed"));
    return process;
  }
}
