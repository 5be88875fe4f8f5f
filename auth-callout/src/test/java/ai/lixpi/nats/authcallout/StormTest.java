package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody at once, as after a restart of the server. */
@Tag("long")
class StormTest {
  private static final Logger LOG = LoggerFactory.getLogger(StormTest.class);
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int CLIENTS = 1_000;

  private final Tokens orders = new Tokens("svc:orders");

  private AuthCalloutConfigBuilder config(CalloutServer callout) {
    return callout.config().verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>")));
  }

  /** Starts them all; each one's time until it is in, in milliseconds, lands in the array. */
  private List<NatsService> storm(CalloutServer callout, long[] millis) {
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
                        if (status.serverUrl().isPresent() && millis[index] == 0) {
                          millis[index] = (System.nanoTime() - begin[0]) / 1_000_000 + 1;
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

  private static void report(String what, long[] millis, AuthCallout responder) {
    long[] sorted = millis.clone();
    Arrays.sort(sorted);
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
      long[] millis = new long[CLIENTS];
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
  void aResponderThatDiesAmidTheStormAndComesBackServesTheRest() {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      AuthCallout first = callout.responder(config(callout));
      first.awaitSelfTest(CalloutServer.LONG);
      CompletableFuture<AuthCallout> replaced =
          CompletableFuture.supplyAsync(
              () -> {
                await()
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> first.statistics().accepted() > CLIENTS / 3);
                first.drain(Duration.ofNanos(1)); // gives up what it has, as one that is killed
                return callout.responder(config(callout));
              });
      long[] millis = new long[CLIENTS];
      List<NatsService> clients = storm(callout, millis);
      try {
        AuthCallout second = replaced.join();
        awaitAll(clients);
        report(
            "Storm with " + first.statistics().accepted() + " in before the responder died",
            millis,
            second);
        assertThat(second.statistics().accepted()).isPositive();
      } finally {
        clients.parallelStream().forEach(NatsService::disconnect);
      }
    }
  }
}
