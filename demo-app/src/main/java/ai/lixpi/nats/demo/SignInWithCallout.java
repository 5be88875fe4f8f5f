package ai.lixpi.nats.demo;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.AllowedService;
import ai.lixpi.nats.authcallout.SelfTest;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

final class SignInWithCallout implements Step {
  private static final String USER = "svc:orders";
  private static final Permissions ALLOWED = new Permissions(List.of("demo.>"), List.of("demo.>"));

  @Override
  public String title() {
    return "Signing in with a self-issued JWT, over TLS, at an auth callout";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    try (NKey key = NKey.generate(NKey.Role.USER);
        NKey stranger = NKey.generate(NKey.Role.USER);
        CalloutStage callout =
            new CalloutStage(new AllowedService(key.publicKey(), USER, ALLOWED))) {
      SelfTest test = callout.responder().awaitSelfTest(Stage.PATIENCE);
      stage.say("%s; the responder's self-test: %s", callout.server().url(), test.detail());
      Stage.expect(test.state() == SelfTest.State.PASSED, "a self-test that passed");

      try (NatsService orders = signIn(callout, key)) {
        orders.awaitConnected(Stage.PATIENCE);
        orders.reply("demo.orders", String.class, (id, message) -> "order " + id);
        String answer = orders.request("demo.orders", "4711", String.class);
        stage.say("%s signed its token itself, is in, and answers \"%s\"", USER, answer);

        refused(stage, callout, stranger);
        denied(stage, orders);
        renewed(stage, callout, orders);
      }
    }
  }

  private static NatsService signIn(CalloutStage callout, NKey key) {
    return NatsService.connect(
        callout.client("orders").nkeySeed(CharBuffer.wrap(key.seed())).userId(USER).build());
  }

  private static void refused(Stage stage, CalloutStage callout, NKey stranger)
      throws InterruptedException {
    try (NatsService impostor = signIn(callout, stranger)) {
      Stage.expectSoon(
          () ->
              impostor.status().lastFailure().stream()
                  .anyMatch(CredentialsRejectedException.class::isInstance),
          "refused credentials in the status");
      Stage.expectSoon(
          () -> callout.refusals.stream().anyMatch(each -> each.contains("is not on the list")),
          "the reason at the responder");
      stage.say("one with another key is refused: %s", callout.refusals.get(0));
    }
  }

  private static void denied(Stage stage, NatsService orders) throws InterruptedException {
    NatsSubscription secret = orders.subscribe("secret", String.class, (data, message) -> {});
    Stage.expectSoon(() -> secret.failure().isPresent(), "a failure at the subscription");
    PermissionDeniedException why = (PermissionDeniedException) secret.failure().orElseThrow();
    stage.say("what it may not read fails at its own handle: %s", why.getMessage());
    Stage.expect(why.subject().equals("secret") && orders.isConnected(), "only that one failed");
    secret.unsubscribe();
  }

  private static void renewed(Stage stage, CalloutStage callout, NatsService orders)
      throws InterruptedException {
    Set<Integer> arrived = ConcurrentHashMap.newKeySet();
    orders.subscribe("demo.traffic", Integer.class, (number, message) -> arrived.add(number));
    orders.flush(Stage.PATIENCE);
    long before = callout.responder().statistics().accepted();
    Traffic traffic = new Traffic(orders);
    traffic.start();
    Stage.expectSoon(
        () -> callout.responder().statistics().accepted() >= before + 2, "two renewals");
    int published = traffic.end();
    Stage.expectSoon(() -> arrived.contains(published - 1), "the last message, delivered");
    stage.say(
        "sessions of %d s: renewed twice under traffic, published %,d, arrived %,d",
        CalloutStage.SESSION.toSeconds(), published, arrived.size());
    boolean cut = callout.server().log().contains("User Authentication Expired");
    Stage.expect(cut || arrived.size() == published, "every message, since nothing was cut");
  }
}
