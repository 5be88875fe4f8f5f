package ai.lixpi.nats.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGuardTest {
  private static final String HONEST =
      String.join(
          "\r\n",
          "INFO {\"server_id\":\"x\"}",
          "PONG",
          "+OK",
          "MSG a 1 5\r\nMSG 9",
          "MSG a.b 22 reply.to 0\r\n",
          "HMSG a 1 12 17\r\nNATS/1.0\r\n\r\nhello",
          "HMSG a 1 r 12 12\r\nNATS/1.0\r\n\r\n",
          "-ERR 'Slow'",
          "msg\ta\t1\t2\r\n\r\n",
          "PING",
          "");

  @Test
  @DisplayName("S7 honest frames pass, wherever the reads split them")
  void honestFramesPassWhereverTheyAreSplit() {
    byte[] bytes = HONEST.getBytes(ISO_8859_1);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        int[] cuts = {first, second};
        assertThatCode(() -> check(bytes, cuts)).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MSG s 1 67108865\r\n",
        "MSG s 1 2147483647\r\n",
        "MSG s 1 9999999999999999999999999\r\n",
        "MSG s 1 -5\r\n",
        "MSG s 1 5x\r\n",
        "MSG s 1 \r\n",
        "MSG s 1\r\n",
        "MSG\r\n",
        "m\r\n",
        "MSG s 1 r 2147483647 5\r\n",
        "HMSG s 1 r 0 2147483647 5 5\r\n",
        "HMSG s 1 5\r\n",
        "HMSG s 1 6 5\r\n",
        "HMSG s 1 -1 5\r\n",
        "HMSG s 1 2147483647 2147483647\r\n",
        "MSG s 1 20\n",
        "INFO {}\n",
        "\n"
      })
  @DisplayName("S7 hostile frames are found after honest ones, wherever the reads split them")
  void hostileFramesAreFoundWhereverTheyAreSplit(String hostile) {
    byte[] bytes = (HONEST + hostile).getBytes(ISO_8859_1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      int[] cuts = {cut};
      assertThatThrownBy(() -> check(bytes, cuts))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("The server ");
    }
  }

  @Test
  @DisplayName("S7 a line may have 1 MiB and no more")
  void lineMayHaveOneMebibyteAndNoMore() {
    byte[] longest = "x".repeat(FrameGuard.MAX_LINE).getBytes(ISO_8859_1);
    assertThatCode(() -> check(longest)).doesNotThrowAnyException();
    byte[] longer = "x".repeat(FrameGuard.MAX_LINE + 1).getBytes(ISO_8859_1);
    assertThatThrownBy(() -> check(longer)).hasMessageContaining("1048576 bytes");
  }

  @Test
  @DisplayName("S7 any mix of honest frames passes, and a hostile one behind it is found")
  void anyMixOfHonestFramesPassesAndAHostileOneIsFound() throws IOException {
    Random random = new Random(20261101);
    for (int round = 0; round < 2_000; round++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int frame = random.nextInt(12); frame >= 0; frame--) {
        writeHonest(random, stream);
      }
      byte[] honest = stream.toByteArray();
      int[] honestCuts = random.ints(random.nextInt(20), 0, honest.length + 1).sorted().toArray();
      check(honest, honestCuts);

      stream.write("MSG s 1 r 99999999 5\r\n".getBytes(ISO_8859_1));
      byte[] hostile = stream.toByteArray();
      int[] cuts = random.ints(random.nextInt(20), 0, hostile.length + 1).sorted().toArray();
      assertThatThrownBy(() -> check(hostile, cuts)).isInstanceOf(IOException.class);
    }
  }

  private static void writeHonest(Random random, ByteArrayOutputStream out) throws IOException {
    byte[] payload = new byte[random.nextInt(300)];
    random.nextBytes(payload);
    String reply = random.nextBoolean() ? "_INBOX.x " : "";
    switch (random.nextInt(4)) {
      case 0 -> out.write("PING\r\n".getBytes(ISO_8859_1));
      case 1 -> out.write("INFO {\"a\":1}\r\n".getBytes(ISO_8859_1));
      case 2 -> {
        out.write(("MSG s 1 " + reply + payload.length + "\r\n").getBytes(ISO_8859_1));
        out.write(payload);
        out.write("\r\n".getBytes(ISO_8859_1));
      }
      default -> {
        String sizes = payload.length / 2 + " " + payload.length;
        out.write(("HMSG s 1 " + reply + sizes + "\r\n").getBytes(ISO_8859_1));
        out.write(payload);
        out.write("\r\n".getBytes(ISO_8859_1));
      }
    }
  }

  /** Gives the bytes to a new guard in pieces, as reads from an offset of a larger buffer. */
  private static void check(byte[] bytes, int... cuts) throws IOException {
    FrameGuard guard = new FrameGuard();
    int from = 0;
    for (int cut : cuts) {
      piece(guard, bytes, from, cut);
      from = cut;
    }
    piece(guard, bytes, from, bytes.length);
  }

  private static void piece(FrameGuard guard, byte[] bytes, int from, int to) throws IOException {
    byte[] buffer = new byte[to - from + 10];
    System.arraycopy(bytes, from, buffer, 7, to - from);
    guard.check(buffer, 7, to - from);
  }
}
