package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.RequestOptions;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.codec.Codecs;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A7: sessions of two seconds end and come back while messages flow. */
class SessionExpiryTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final RequestOptions SAFE = RequestOptions.timeout(LONG).idempotent();

  private final Tokens orders = new Tokens("svc:orders");

  private static String withListener(String configuration) {
    return configuration
        .replace("APP {", "APP { users: [ { user: listener, password: S3CRET-listener } ]")
        .replace("auth_users: [ auth ]", "auth_users: [ auth, listener ]");
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void requestsAndMessagesGoOnOverThreeExpiriesAndSubscriptionsStay(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind, SessionExpiryTest::withListener)) {
      AuthCallout responder =
          callout.responder(
              callout
                  .config()
                  .userJwtLifetime(Duration.ofSeconds(2))
                  .verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>"))));
      AtomicInteger tokens = new AtomicInteger();
      NatsService publisher =
          callout.closing(
              NatsService.connect(
                  callout
                      .client()
                      .credentials(
                          Credentials.tokenSupplier(
                              () -> {
                                tokens.incrementAndGet();
                                return orders.good();
                              }))
                      .build()));
      publisher.awaitConnected(LONG);
      Set<Integer> received = ConcurrentHashMap.newKeySet();
      Set<Integer> echoed = ConcurrentHashMap.newKeySet();
      publisher.subscribe("orders.echo", Integer.class, (n, message) -> echoed.add(n));
      listen(callout, received);
      int sent = 0;
      long deadline = System.nanoTime() + LONG.toNanos();
      while (publisher.status().reconnects() < 3) {
        assertThat(System.nanoTime() - deadline).as("expiries take too long").isNegative();
        publisher.publish("orders.new", sent);
        assertThat(publisher.request("orders.ask", sent, Codecs.json(Integer.class), SAFE))
            .isEqualTo(sent);
        sent++;
      }
      int all = sent;
      publisher.publish("orders.new", all);
      await().atMost(LONG).until(() -> received.contains(all));
      assertThat(received).hasSizeGreaterThanOrEqualTo(all + 1);
      publisher.publish("orders.echo", all);
      await().atMost(LONG).until(() -> echoed.contains(all));
      assertThat(tokens.get()).isGreaterThanOrEqualTo(4);
      assertThat(responder.statistics().accepted()).isGreaterThanOrEqualTo(4);
    }
  }

  /** Reads in the account of clients without ever expiring: as a user of the server's file. */
  private static void listen(CalloutServer callout, Set<Integer> received) {
    NatsService nats =
        callout.closing(
            NatsService.connect(
                callout
                    .client()
                    .credentials(Credentials.userPassword("listener", "S3CRET-listener"))
                    .build()));
    nats.awaitConnected(LONG);
    nats.subscribe("orders.new", Integer.class, (n, message) -> received.add(n));
    nats.reply("orders.ask", Integer.class, (n, message) -> n);
    nats.flush(LONG);
  }

  @Test
  void aSessionEndsWithTheTokenThatWasShown() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      callout.responder(
          callout.config().verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>"))));
      NatsService client =
          callout.closing(
              NatsService.connect(
                  callout
                      .client()
                      .credentials(
                          Credentials.tokenSupplier(() -> orders.living(Duration.ofSeconds(3))))
                      .build()));
      client.awaitConnected(LONG);

      await().atMost(LONG).until(() -> client.status().reconnects() >= 2);
    }
  }
}
