package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.codec.Codecs;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.PutOptions;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S6: every secret holds the marker, and nothing that anybody can read holds it. */
@NatsTest
class SecretsTest {
  private static final String MARKER = "HUNTER2";
  private static final Duration LONG = Duration.ofSeconds(20);

  record Order(int count) {}

  private final Recorder recorder = new Recorder();
  private final Traces traces = new Traces(MARKER);

  @BeforeEach
  void trace() {
    traces.start();
  }

  @AfterEach
  void stop() {
    traces.stop();
  }

  private void inspect(NatsService nats) {
    traces.see("service", nats);
    traces.see("status", nats.status());
    traces.see("statistics", nats.statistics());
    nats.getSubscriptions().forEach(each -> traces.see("subscription", each));
    nats.getSubscriptions().forEach(each -> traces.see("options", each.options()));
    recorder.failures.forEach(each -> traces.see("error listener", each));
    recorder.statuses.forEach(each -> traces.see("status listener", each));
    Thread.getAllStackTraces().keySet().forEach(each -> traces.see("thread", each.getName()));
  }

  static Stream<Credentials> credentials() {
    return Stream.of(
        Credentials.token(MARKER),
        Credentials.tokenSupplier(() -> MARKER),
        Credentials.userPassword("bob", MARKER));
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void rejectedCredentialsAreNowhere(Credentials credentials, NatsServer server) {
    server.restart(settings -> settings.token("another"));
    NatsServiceConfig config = recorder.config(server.url()).credentials(credentials).build();
    try (NatsService nats = NatsService.connect(config)) {
      await().atMost(LONG).until(() -> nats.status().failedAttempts() > 0);
      traces.see("await", catchThrowable(() -> nats.awaitConnected(Duration.ofMillis(10))));
      traces.see(
          "request",
          catchThrowable(() -> nats.request("s", "?", String.class, Duration.ofMillis(50))));
      traces.see("raw", catchThrowable(nats::getConnection));
      traces.see("config", config);
      inspect(nats);
    }
    traces.assertClean();
  }

  @Test
  void acceptedCredentialsAreNowhereOverAReconnect(NatsServer server) {
    server.restart(settings -> settings.user("bob", MARKER));
    try (FaultProxy proxy = FaultProxy.to(server)) {
      String url = proxy.url().replace("://", "://bob:" + MARKER + "@");
      NatsServiceConfig config = recorder.config(url).token(MARKER).build();
      traces.see("config", config);
      NatsServiceConfig fromUrl = recorder.config(url).build();
      try (NatsService nats = NatsService.connect(fromUrl)) {
        nats.awaitConnected(LONG);
        proxy.cut();
        await().atMost(LONG).until(() -> nats.status().reconnects() == 1);
        traces.see("server", nats.getConnection().getConnectedUrl());
        traces.see("servers", nats.getConnection().getServers());
        inspect(nats);
      }
    }
    traces.assertClean();
  }

  @Test
  void payloadsAndHeadersAreNowhereWhateverFails(NatsServer server) {
    Headers headers = new Headers().put("Authorization", MARKER);
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription orders = nats.subscribe("order", Order.class, (data, message) -> {});
      nats.subscribe(
          "throw",
          String.class,
          (data, message) -> {
            throw new IllegalStateException("The handler's own words.");
          });
      nats.reply("echo", String.class, (data, message) -> data);
      nats.reply("order.reply", Order.class, (data, message) -> data);
      nats.reply("endless", String.class, (data, message) -> new Secret(data));
      nats.reply("reply", String.class, (data, message) -> new Reply(data, headers));
      for (String payload :
          new String[] {
            MARKER,
            "{\"count\":\"" + MARKER + "\"}",
            "{\"" + MARKER + "\":",
            "[\"" + MARKER + "\"]",
            "\"" + MARKER
          }) {
        nats.publish("order", payload, headers);
        nats.publish("throw", payload, headers);
        traces.see("bad request", failing(nats, "order.reply", payload, Order.class, headers));
        traces.see("bad answer", failing(nats, "echo", payload, Order.class, headers));
        traces.see("unserialisable", failing(nats, "endless", payload, Order.class, headers));
        traces.see("nobody", failing(nats, "nobody", payload, Order.class, headers));
      }
      nats.publish("throw", (MARKER + "\u00ff").getBytes(StandardCharsets.ISO_8859_1));
      traces.see("encode", catchThrowable(() -> nats.publish("s", new Secret(MARKER))));
      traces.see(
          "too large", catchThrowable(() -> nats.publish("s", MARKER.repeat(400_000), headers)));
      traces.see("reply", new Reply(MARKER, headers));
      nats.request("reply", MARKER, String.class);
      await().atMost(LONG).until(() -> orders.statistics().undecodable() == 5);
      await().atMost(LONG).until(() -> recorder.failures.size() >= 20);
      inspect(nats);
    }
    traces.assertClean();
  }

  @Test
  void whatObjectsHoldIsNowhereWhateverFails() {
    byte[] bytes = MARKER.getBytes(StandardCharsets.UTF_8);
    PutOptions options =
        PutOptions.builder()
            .description(MARKER)
            .headers(new Headers().put("Authorization", MARKER))
            .metadata("key", MARKER)
            .build();
    try (NatsServer server = NatsServer.builder().jetStream().start();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      ObjectBucket bucket = nats.createObjectStore("b");
      traces.see("put", bucket.put("a", ObjectSource.of(bytes), options));
      bucket.get("a");
      bucket.rename("a", "c");
      bucket.linkObject("l", "b", "c");
      traces.see(
          "conflict",
          catchThrowable(
              () ->
                  bucket.put(
                      "c", ObjectSource.of(bytes), PutOptions.builder().ifAbsent().build())));
      for (String record :
          new String[] {
            MARKER,
            "{\"name\":\"bad\",\"size\":\"" + MARKER + "\"}",
            "{\"name\":\"bad\",\"" + MARKER + "\":",
            "{\"name\":\"bad\",\"headers\":{\"" + MARKER + "\":7}}",
            "{\"name\":\"bad\",\"headers\":{\"k\":[\"" + MARKER + "\\r\\n\"]}}",
            "{\"name\":\"bad\",\"metadata\":[\"" + MARKER + "\"]}",
            "{\"name\":\"bad\",\"nuid\":\"" + MARKER + " \",\"size\":1,\"chunks\":1}",
            "{\"name\":\"bad\",\"digest\":\"" + MARKER + "\",\"nuid\":\"n\",\"chunks\":1}",
            "\"" + MARKER
          }) {
        nats.publish("$O.b.M.YmFk", record);
        nats.flush(LONG);
        traces.see("get", catchThrowable(() -> bucket.get("bad")));
        traces.see("info", catchThrowable(() -> bucket.info("bad")));
        traces.see("list", catchThrowable(bucket::list));
        traces.see("rename", catchThrowable(() -> bucket.rename("bad", "worse")));
        traces.see("sweep", catchThrowable(() -> bucket.sweep(Duration.ZERO)));
      }
      bucket.delete("c");
      traces.see("bucket", bucket);
      inspect(nats);
    }
    traces.assertClean();
  }

  private static Throwable failing(
      NatsService nats, String subject, String payload, Class<?> type, Headers headers) {
    RequestOptions options = RequestOptions.timeout(LONG).withHeaders(headers);
    Throwable failure =
        catchThrowable(() -> nats.request(subject, payload, Codecs.json(type), options));
    assertThat(failure).isInstanceOf(NatsServiceException.class);
    return failure;
  }

  /** A bean whose getter fails with what it holds. */
  public static final class Secret {
    private final String text;

    Secret(String text) {
      this.text = text;
    }

    public String getText() {
      if (!text.isEmpty()) {
        throw new IllegalStateException(text);
      }
      return text;
    }
  }

  static Stream<String> wrongUrls() {
    return Stream.of(
        "http://bob:%s@localhost:4222",
        "nats://bob:%s@localhost:notaport",
        "nats://bob:%s@localhost:99999",
        "nats://bob:%s@local host:4222",
        "nats://bob:%s@/path",
        "nats://bob:%s@localhost:4222/path",
        "nats://bob:%s",
        "nats://bob:%s@",
        "nats://bob:%s%%40localhost",
        "bob:%s",
        "bob:%s@local host",
        "opentls://%s@localhost",
        "nats://bob:x@y%s@localhost:x",
        "nats://bob:p@%s/w@host:99999",
        "ws://localhost:99999/path?token=%s",
        "ws://localhost:99999/path#%s");
  }

  @ParameterizedTest
  @MethodSource("wrongUrls")
  void theCredentialsOfAWrongUrlAreNowhere(String pattern) {
    String url = pattern.formatted(MARKER);
    Properties properties = new Properties();
    properties.setProperty("nats.servers", url);

    traces.see("build", catchThrowable(() -> recorder.config(url).build()));
    traces.see(
        "properties", catchThrowable(() -> NatsServiceConfig.fromProperties(properties).build()));

    traces.assertClean();
  }

  @Test
  void secretsOfUnreachableServersAreNowhere() {
    try (ScriptedServer silent = ScriptedServer.start(ScriptedServer.silence());
        ScriptedServer hangsUp = ScriptedServer.start((in, out, client) -> {});
        ScriptedServer parrot =
            ScriptedServer.start((in, out, client) -> out.write("garbage\r\n".getBytes(UTF_8)))) {
      NatsServiceConfig config =
          recorder
              .config("")
              .servers(
                  Stream.of(silent.url(), hangsUp.url(), parrot.url(), "nats://127.0.0.1:1")
                      .map(url -> url.replace("://", "://bob:" + MARKER + "@"))
                      .toList())
              .connectTimeout(Duration.ofMillis(200))
              .build();
      try (NatsService nats = NatsService.connect(config)) {
        await().atMost(LONG).until(() -> nats.status().failedAttempts() >= 8);
        traces.see("flush", catchThrowable(() -> nats.flush(Duration.ofMillis(10))));
        inspect(nats);
      }
    }
    traces.assertClean();
  }
}
