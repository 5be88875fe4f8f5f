package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S7: what a hostile or broken server sends costs an attempt or a connection, never more. */
class BrokenPeerTest {
  private static final String INFO =
      "INFO {\"server_id\":\"x\",\"version\":\"2.15.1\",\"headers\":true,\"max_payload\":1048576}\r\n";
  private static final byte[] HELLO = "MSG s 1 5\r\nhello\r\n".getBytes(ISO_8859_1);
  private static final String PONG = "PONG\r\n";
  private static final String CONTROLS = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";
  private static final String NASTIES = "[\u001b\u0007\u009b\u2028\u202e]";
  private static final byte[] NASTY =
      ("-ERR 'Odd \u001b[31m\u0007\u009b\u2028\u202e" + "x".repeat(5_000) + "'\r\n")
          .getBytes(UTF_8);

  private static LeakCheck leaks = LeakCheck.start();

  private final Recorder recorder = new Recorder();

  @BeforeAll
  static void noteWhatThereIs() {
    leaks = LeakCheck.start();
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.verify();
  }

  @Test
  @DisplayName("S7 an INFO line without an end is cut off at 1 MiB")
  void endlessInfoLineIsCutOff() {
    byte[] junk = " ".repeat(64 * 1024).getBytes(ISO_8859_1);
    attemptFails(
        (in, out, client) -> {
          out.write("INFO {\"server_id\":\"".getBytes(ISO_8859_1));
          while (true) {
            out.write(junk);
          }
        },
        "control line of more than 1048576 bytes");
  }

  @Test
  @DisplayName("S7 random bytes in place of INFO fail the attempt")
  void randomBytesFailTheAttempt() {
    Random random = new Random(7);
    attemptFails(
        (in, out, client) -> {
          byte[] bytes = new byte[4_096];
          for (int i = 0; i < 4_096; i++) {
            random.nextBytes(bytes);
            out.write(bytes);
          }
        },
        "Can't connect to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO {}\r\n", "INFO\r\n", "INFO [1,2\r\n", "HTTP/1.1 400 Bad\r\n\r\n"})
  @DisplayName("S7 an INFO that is none fails the attempt")
  void infoThatIsNoneFailsTheAttempt(String info) {
    attemptFails(
        (in, out, client) -> {
          out.write(info.getBytes(ISO_8859_1));
          out.flush();
          ScriptedServer.silence().play(in, out, client);
        },
        "Can't connect to");
  }

  private void attemptFails(ScriptedServer.Script script, String message) {
    try (ScriptedServer server = ScriptedServer.start(script);
        NatsService nats =
            NatsService.create(
                recorder.config(server.url()).connectTimeout(Duration.ofSeconds(1)).build())) {
      long start = System.nanoTime();
      nats.connect(Duration.ofMillis(1));
      await().atMost(Recorder.PATIENCE).until(() -> !recorder.statuses.isEmpty());
      assertThat(ConnectTest.since(start)).isLessThan(Duration.ofSeconds(4));
      assertThat(recorder.firstStatus().lastFailure().orElseThrow())
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining(message)
          .satisfies(failure -> assertThat(failure.getMessage()).doesNotContainPattern(CONTROLS));
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MSG s 1 2147483647\r\n",
        "MSG s 1 99999999999999999999\r\n",
        "MSG s 1 -5\r\n",
        "MSG s 1\r\n",
        "MSG\r\n",
        "MSG s 1 r 2147483647 5\r\n",
        "HMSG s 1 100 5\r\n",
        "HMSG s 1 -1 5\r\n",
        "HMSG s 1 2147483647 2147483647\r\n",
        "HMSG s 1 r 0 2147483647 5 5\r\n",
        "MSG s 1 20\n 2147483647\r\n",
        "INFO {}\nMSG s 1 20\r\nMSG s 1 2147483647\r\n",
        "msg s 1 2147483647\r\n",
        "BOGUS\r\n"
      })
  @DisplayName("S7 a frame that no server sends ends the connection, and the service comes back")
  void frameThatNoServerSendsEndsTheConnection(String frame) {
    comesBackAfter(frame.getBytes(ISO_8859_1));
  }

  @Test
  @DisplayName(
      "S7 headers that are none end the reader; the pings notice, and the service comes back")
  void headersThatAreNoneAreSurvived() {
    comesBackAfter("HMSG s 1 12 14\r\nNOT/1.0 ABC\nhi\r\n".getBytes(ISO_8859_1));
  }

  @Test
  @DisplayName("S7 random bytes on a connection are survived")
  void randomBytesOnAConnectionAreSurvived() {
    byte[] bytes = new byte[100_000];
    new Random(11).nextBytes(bytes);
    comesBackAfter(bytes);
  }

  @Test
  @DisplayName("S7 none of it takes more memory than a small heap has")
  void noneOfItTakesMuchMemory() throws Exception {
    byte[] junk = " ".repeat(64 * 1024).getBytes(ISO_8859_1);
    AtomicInteger connections = new AtomicInteger();
    List<ScriptedServer> servers = new ArrayList<>();
    servers.add(
        ScriptedServer.start(
            (in, out, client) -> {
              if (connections.getAndIncrement() > 0) {
                serve(in, out, HELLO, true);
              }
              out.write("INFO {\"server_id\":\"".getBytes(ISO_8859_1));
              while (true) {
                out.write(junk);
              }
            }));
    for (String evil :
        new String[] {
          "MSG s 1 2147483647\r\n",
          "HMSG s 1 2147483647 2147483647\r\n",
          "MSG s 1 500000000\r\n",
          "MSG " + "s".repeat(64_000_000)
        }) {
      servers.add(firstEvil(evil.getBytes(ISO_8859_1)));
    }
    Process process =
        ChildJvm.of(
                List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"),
                SmallHeapProcess.class,
                servers.stream().map(ScriptedServer::url).toArray(String[]::new))
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
      servers.forEach(ScriptedServer::close);
    }
  }

  /** The first connection says this; the second one is honest. */
  private static ScriptedServer firstEvil(byte[] evil) {
    AtomicBoolean done = new AtomicBoolean();
    return ScriptedServer.start(
        (in, out, client) -> {
          boolean honest = done.getAndSet(true);
          serve(in, out, honest ? HELLO : evil, honest);
        });
  }

  private void comesBackAfter(byte[] evil) {
    List<String> received = new CopyOnWriteArrayList<>();
    try (ScriptedServer server = firstEvil(evil);
        NatsService nats =
            NatsService.create(
                recorder
                    .config(server.url())
                    .pingInterval(Duration.ofMillis(200))
                    .jnats(options -> options.maxPingsOut(2))
                    .build())) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.awaitConnected(Recorder.PATIENCE);
      await().atMost(Recorder.PATIENCE).until(() -> received.contains("hello"));
      nats.awaitConnected(Recorder.PATIENCE); // "hello" may come a moment before the state
      assertThat(server.failures()).isEmpty();
    }
  }

  /**
   * Speaks just enough NATS to be connected to; sends the extra after the first SUB, and then
   * nothing if it is not honest.
   */
  private static void serve(InputStream in, OutputStream out, byte[] extra, boolean honest)
      throws IOException {
    send(out, INFO.getBytes(ISO_8859_1));
    StringBuilder line = new StringBuilder();
    boolean sent = false;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\n') {
        line.append((char) b);
        continue;
      }
      String text = line.toString();
      line.setLength(0);
      if (text.startsWith("PING") && (honest || !sent)) {
        send(out, PONG.getBytes(ISO_8859_1));
      } else if (text.startsWith("SUB s ") && !sent) {
        sent = true;
        send(out, extra);
      }
    }
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  @Test
  @DisplayName("S7 messages for subscriptions that we never made are ignored")
  void messagesForUnknownSubscriptionsAreIgnored() {
    List<String> received = new CopyOnWriteArrayList<>();
    byte[] extra =
        "MSG other 999 5\r\nwrong\r\nMSG other abc 5\r\nwrong\r\nMSG s 1 5\r\nright\r\n"
            .getBytes(ISO_8859_1);
    try (ScriptedServer server =
            ScriptedServer.start((in, out, client) -> serve(in, out, extra, true));
        NatsService nats = NatsService.create(recorder.config(server.url()).build())) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.awaitConnected(Recorder.PATIENCE);
      await().atMost(Recorder.PATIENCE).until(() -> received.contains("right"));
      assertThat(received).containsExactly("right");
      assertThat(nats.isConnected()).isTrue();
    }
  }

  @Test
  @DisplayName("a message of the largest size that servers allow passes the guard")
  void largestMessageOfAnHonestServerPasses() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    int eightMiB = 8 * 1024 * 1024;
    try (NatsServer server = NatsServer.builder().maxPayload(eightMiB).start();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("s", byte[].class, (bytes, message) -> sizes.add(bytes.length));
      nats.publish("s", new byte[eightMiB]);
      await().atMost(Recorder.PATIENCE).until(() -> sizes.contains(eightMiB));
    }
  }

  @Test
  @DisplayName("S7 a refusal with control characters writes none into messages, and no long line")
  void refusalWithControlCharactersIsPrintedHarmlessly() {
    try (CapturedLog log = new CapturedLog()) {
      attemptFails(
          (in, out, client) -> {
            send(out, INFO.getBytes(ISO_8859_1));
            int heard = 0;
            while (heard >= 0 && heard != '\n') { // CONNECT
              heard = in.read();
            }
            send(out, NASTY);
            ScriptedServer.silence().play(in, out, client);
          },
          "Odd ?[31m????xxx");
      assertThat(log.text()).doesNotContainPattern(NASTIES);
    }
    assertThat(recorder.firstStatus().lastFailure().orElseThrow().getMessage())
        .hasSizeLessThan(600);
  }

  @Test
  @DisplayName("S7 an error with control characters writes none into messages, and no long line")
  void errorWithControlCharactersIsPrintedHarmlessly() {
    try (CapturedLog log = new CapturedLog();
        ScriptedServer server =
            ScriptedServer.start((in, out, client) -> serve(in, out, NASTY, true));
        NatsService nats = NatsService.create(recorder.config(server.url()).build())) {
      nats.subscribe("s", String.class, (text, message) -> {});
      nats.awaitConnected(Recorder.PATIENCE);
      assertThat(recorder.failure(ServerErrorException.class).getMessage())
          .startsWith("The server reported: Odd ?[31m????xxx")
          .doesNotContainPattern(CONTROLS)
          .hasSizeLessThan(600);
      assertThat(log.text()).doesNotContainPattern(NASTIES);
    }
  }
}
