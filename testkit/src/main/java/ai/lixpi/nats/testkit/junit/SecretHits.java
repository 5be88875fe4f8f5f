package ai.lixpi.nats.testkit.junit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that hold a secret. */
final class SecretHits {
  private final Pattern secrets;
  private final Queue<String> found = new ConcurrentLinkedQueue<>();

  SecretHits(Pattern secrets) {
    this.secrets = secrets;
  }

  void see(String where, Object value) {
    check(where, String.valueOf(value));
    if (value instanceof Throwable failure) {
      StringWriter chain = new StringWriter();
      failure.printStackTrace(new PrintWriter(chain, true));
      check(where, chain.toString());
    }
  }

  private void check(String where, String text) {
    Matcher secret = secrets.matcher(text);
    if (secret.find()) {
      found.add("'" + secret.group() + "' in " + where + ": " + text);
    }
  }

  /** Throws if there are any, and forgets them. */
  void verify() {
    List<String> all = new ArrayList<>();
    for (String hit = found.poll(); hit != null; hit = found.poll()) {
      all.add(hit);
    }
    if (!all.isEmpty()) {
      throw new AssertionError("Secrets can be read:\n" + String.join("\n", all));
    }
  }
}
