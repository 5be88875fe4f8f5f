package ai.lixpi.nats.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket brings in pieces, and what jnats and then a dispatcher make of it. */
class BypassTest {
  private static final String OURS = "7";
  private static final int LARGE = FrameGuard.LARGE;
  private static final int BUFFER = 64 * 1024;

  private final ReaderThreads readers = new ReaderThreads("test", () -> {});
  private final PayloadPool pool = new PayloadPool();

  @AfterEach
  void endTheReaders() throws Exception {
    readers.shutdown();
    assertThat(readers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A frame: its line without the sizes, its headers, its payload, a character for each byte. */
  private record Frame(String line, String headers, String payload) {
    static Frame of(String line, int size, int seed) {
      byte[] payload = new byte[size];
      new Random(seed).nextBytes(payload);
      return new Frame(line, "", new String(payload, ISO_8859_1));
    }

    Frame with(String someHeaders) {
      return new Frame(line.replace("MSG", "HMSG"), someHeaders, payload);
    }

    byte[] bytes() {
      String sizes = (headers.isEmpty() ? "" : " " + headers.length()) + " " + size();
      return (line + sizes + "\r\n" + headers + payload + "\r\n").getBytes(ISO_8859_1);
    }

    private int size() {
      return headers.length() + payload.length();
    }
  }

  /** Reads as jnats does: frame by frame, a dispatcher called as soon as one is whole. */
  private final class Jnats {
    final List<Frame> dispatched = new ArrayList<>();
    int payloadBytesSeen;
    private final Bypass bypass = new Bypass(pool, OURS::equals);
    private final byte[] buffer;
    private byte[] unread = new byte[BUFFER];
    private int length;

    Jnats(int bufferSize) {
      this.buffer = new byte[bufferSize + 3];
    }

    void readAll(InputStream in) throws IOException {
      for (int count = bypass.read(in, buffer, 3, buffer.length - 3);
          count >= 0;
          count = bypass.read(in, buffer, 3, buffer.length - 3)) {
        if (length + count > unread.length) {
          unread = Arrays.copyOf(unread, 2 * (length + count));
        }
        System.arraycopy(buffer, 3, unread, length, count);
        length += count;
        dispatchWhole();
      }
      assertThat(length).isZero();
    }

    private void dispatchWhole() {
      for (int newline = indexOfNewline(); newline >= 0; newline = indexOfNewline()) {
        String line = new String(unread, 0, newline - 1, ISO_8859_1);
        String[] fields = line.split(" ");
        boolean hasHeaders = fields[0].equals("HMSG");
        int size = Integer.parseInt(fields[fields.length - 1]);
        int headers = hasHeaders ? Integer.parseInt(fields[fields.length - 2]) : 0;
        int end = newline + 1 + size + 2;
        if (length < end) {
          return;
        }
        byte[] payload = Arrays.copyOfRange(unread, newline + 1 + headers, end - 2);
        payloadBytesSeen += payload.length;
        byte[] past = fields[2].equals(OURS) ? StandIn.payloadFor(payload) : null;
        int fieldsOfSize = hasHeaders ? 2 : 1;
        dispatched.add(
            new Frame(
                String.join(" ", Arrays.copyOf(fields, fields.length - fieldsOfSize)),
                new String(unread, newline + 1, headers, ISO_8859_1),
                new String(past == null ? payload : past, ISO_8859_1)));
        length -= end;
        System.arraycopy(unread, end, unread, 0, length);
      }
    }

    private int indexOfNewline() {
      for (int i = 0; i < length; i++) {
        if (unread[i] == '\n') {
          return i;
        }
      }
      return -1;
    }
  }

  /** Gives bytes in reads that end where they are told to. */
  private static final class Pieces extends InputStream {
    private final byte[] bytes;
    private final int[] cuts;
    private int position;

    Pieces(byte[] bytes, int... cuts) {
      this.bytes = bytes;
      this.cuts = cuts;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("one at a time");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (position == bytes.length) {
        return -1;
      }
      int end = Math.min(bytes.length, position + length);
      for (int cut : cuts) {
        end = cut > position ? Math.min(end, cut) : end;
      }
      int count = end - position;
      System.arraycopy(bytes, position, target, offset, count);
      position = end;
      return count;
    }
  }

  private static byte[] bytes(List<Frame> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frames.forEach(frame -> out.writeBytes(frame.bytes()));
    return out.toByteArray();
  }

  private <T> T onReader(Callable<T> reading) throws Exception {
    try {
      return readers.submit(reading).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Jnats read(int bufferSize, byte[] bytes, int... cuts) throws Exception {
    return onReader(
        () -> {
          Jnats jnats = new Jnats(bufferSize);
          jnats.readAll(new Pieces(bytes, cuts));
          return jnats;
        });
  }

  private static void requireSame(List<Frame> dispatched, List<Frame> sent, Object context) {
    assertThat(dispatched).as("%s", context).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(dispatched.get(i).equals(sent.get(i))).as("%s, frame %d", context, i).isTrue();
    }
  }

  @Test
  void aLargePayloadGoesPastJnats() throws Exception {
    List<Frame> frames =
        List.of(
            Frame.of("MSG a 7", 10, 1),
            Frame.of("MSG b 7 reply", 2 * LARGE, 2),
            Frame.of("MSG c 7 reply", 2 * LARGE, 3).with("NATS/1.0\r\nA: b\r\n\r\n"),
            Frame.of("MSG d 7", 10, 4));

    Jnats jnats = read(BUFFER, bytes(frames));

    requireSame(jnats.dispatched, frames, "all");
    assertThat(jnats.payloadBytesSeen).isEqualTo(10 + StandIn.SIZE + StandIn.SIZE + 10);
  }

  @Test
  void itArrivesWholeWhereverTheReadsSplitIt() throws Exception {
    Frame first = Frame.of("MSG a 7 r", 20, 1);
    Frame large = Frame.of("MSG b.c 7 $JS.ACK.x", LARGE, 2).with("NATS/1.0\r\nA: b\r\n\r\n");
    List<Frame> frames = List.of(first, large, Frame.of("MSG d 7", 30, 3));
    byte[] bytes = bytes(frames);
    int start = first.bytes().length;
    int end = start + large.bytes().length;
    for (int cut = 1; cut < bytes.length; cut += cut > start + 200 && cut < end - 100 ? 997 : 1) {
      requireSame(read(BUFFER, bytes, cut).dispatched, frames, "cut at " + cut);
      requireSame(
          read(BUFFER, bytes, cut, cut + 1, cut + 2, end - 1).dispatched, frames, "cuts at " + cut);
    }
  }

  @Test
  void anyMixOfFramesArrivesInAnyPieces() throws Exception {
    for (int seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      List<Frame> frames = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        int size =
            random.nextInt(3) > 0 ? LARGE - 50 + random.nextInt(200_000) : random.nextInt(90);
        String line = "MSG s." + i + (random.nextInt(4) > 0 ? " 7" : " 8");
        Frame frame = Frame.of(random.nextBoolean() ? line + " r" : line, size, seed + i);
        frames.add(random.nextBoolean() ? frame.with("NATS/1.0\r\nA: " + i + "\r\n\r\n") : frame);
      }
      byte[] bytes = bytes(frames);
      int[] cuts = random.ints(random.nextInt(40), 0, bytes.length).sorted().toArray();
      int buffer = random.nextInt(3) == 0 ? 5 + random.nextInt(300) : BUFFER << random.nextInt(3);
      requireSame(read(buffer, bytes, cuts).dispatched, frames, "seed " + seed);
    }
  }

  @Test
  void whatAnotherDispatcherGetsIsLeftAlone() throws Exception {
    List<Frame> frames = List.of(Frame.of("MSG a 8", LARGE, 1), Frame.of("MSG a 77", LARGE, 2));

    Jnats jnats = read(BUFFER, bytes(frames));

    requireSame(jnats.dispatched, frames, "all");
    assertThat(jnats.payloadBytesSeen).isEqualTo(2 * LARGE);
  }

  @Test
  void onAThreadThatDoesNotDispatchEverythingIsLeftAlone() throws Exception {
    List<Frame> frames = List.of(Frame.of("MSG a 7", LARGE, 1));
    Jnats jnats = new Jnats(BUFFER);

    jnats.readAll(new ByteArrayInputStream(bytes(frames)));

    requireSame(jnats.dispatched, frames, "all");
    assertThat(jnats.payloadBytesSeen).isEqualTo(LARGE);
  }

  /** When its subscription has ended in this moment, jnats drops the message with the stand-in. */
  @Test
  void aPayloadThatNobodyTakesIsNotGivenToTheNextMessage() throws Exception {
    Frame dropped = Frame.of("MSG a 7", LARGE, 1);
    byte[] next = new byte[StandIn.SIZE];
    onReader(
        () -> {
          Bypass bypass = new Bypass(pool, OURS::equals);
          InputStream in = new ByteArrayInputStream(dropped.bytes());
          byte[] buffer = new byte[BUFFER];
          while (bypass.read(in, buffer, 0, BUFFER) >= 0) {
            // as far as jnats reads
          }
          assertThat(StandIn.payloadFor(next)).isNull();
          assertThat(Thread.currentThread())
              .isInstanceOfSatisfying(
                  ReadBatch.Reader.class, reader -> assertThat(reader.standIn).isNull());
          return null;
        });
  }

  @Test
  void aStandInStandsForItsPayloadOnce() throws Exception {
    onReader(
        () -> {
          StandIn standIn = StandIn.of(new byte[LARGE]);
          assertThat(StandIn.payloadFor(standIn.bytes)).isNull();
          standIn.offer();
          assertThat(StandIn.payloadFor(standIn.bytes.clone())).isSameAs(standIn.payload);
          assertThat(StandIn.payloadFor(standIn.bytes)).isNull();
          return null;
        });
  }

  @Test
  void anEndWithinAPayloadIsAFailure() {
    byte[] bytes = Arrays.copyOf(Frame.of("MSG a 7", LARGE, 1).bytes(), LARGE);

    assertThatThrownBy(() -> read(BUFFER, bytes)).isInstanceOf(EOFException.class);
  }

  @Test
  void aHostileFrameBehindALargeOneIsFound() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Frame.of("MSG a 7", LARGE, 1).bytes());
    out.writeBytes("MSG s 1 99999999\r\n".getBytes(ISO_8859_1));

    assertThatThrownBy(() -> read(BUFFER, out.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("99999999 bytes");
  }

  @Test
  void anArrayIsUsedAgainByOneOnly() {
    byte[] first = pool.take(LARGE);
    pool.give(first);

    assertThat(pool.take(LARGE)).isSameAs(first);
    assertThat(pool.take(LARGE)).isNotSameAs(first);
    pool.give(first);
    assertThat(pool.take(LARGE + 1)).hasSize(LARGE + 1);
  }

  @Test
  void thePoolKeepsNoMoreThanItMay() {
    int most = PayloadPool.MOST_BYTES / LARGE;
    List<byte[]> given = new ArrayList<>();
    for (int i = 0; i <= most; i++) {
      given.add(new byte[LARGE]);
    }
    given.forEach(pool::give);

    for (int i = most - 1; i >= 0; i--) {
      assertThat(pool.take(LARGE)).isSameAs(given.get(i));
    }
    byte[] fresh = pool.take(LARGE);
    assertThat(given).noneMatch(array -> array == fresh);
  }
}
