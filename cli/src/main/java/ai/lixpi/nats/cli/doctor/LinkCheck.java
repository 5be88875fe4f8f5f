package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.output.Units;
import java.time.Duration;
import java.util.Arrays;

/** Looks at how much and how fast. */
final class LinkCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SLOW = Duration.ofMillis(250);
  private static final int TRIPS = 11;
  private static final long CHUNK = 128 * 1024 + 1024;

  private final Findings findings;
  private final NatsService nats;

  LinkCheck(Findings findings, NatsService nats) {
    this.findings = findings;
    this.nats = nats;
  }

  void run() {
    long most = nats.getConnection().getServerInfo().getMaxPayload();
    findings.add(
        most < CHUNK
            ? Finding.warning(
                "max_payload",
                Units.bytes(most) + ", less than a chunk of an object",
                "Objects are put in smaller chunks; raise it on the server for speed.")
            : Finding.ok("max_payload", Units.bytes(most)));
    long[] nanos = new long[TRIPS];
    for (int i = 0; i < TRIPS; i++) {
      long begin = System.nanoTime();
      nats.flush(PATIENCE);
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    Duration median = Duration.ofNanos(nanos[TRIPS / 2]);
    String detail =
        "median "
            + Units.time(median)
            + ", slowest "
            + Units.time(Duration.ofNanos(nanos[TRIPS - 1]));
    findings.add(
        median.compareTo(SLOW) > 0
            ? Finding.warning(
                "round trip", detail, "The server is far away or busy; allow longer timeouts.")
            : Finding.ok("round trip", detail));
  }
}
