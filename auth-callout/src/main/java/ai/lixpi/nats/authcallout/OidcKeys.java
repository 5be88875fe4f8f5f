package ai.lixpi.nats.authcallout;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an OpenID provider. They are fetched beside the sign-ins, which wait for them for a
 * moment only: a provider that hangs must not hold up those who come with other tokens. Keys that
 * come late are there for the next try.
 */
final class OidcKeys implements JWKSource<SecurityContext> {
  static final Duration PATIENCE = Duration.ofSeconds(1); // shorter than the verifierDeadline
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);
  static final Duration FRESH = Duration.ofMinutes(5);
  static final Duration USABLE = FRESH.plusHours(1);

  /** Keys as of a moment. */
  private record Keys(JWKSet set, long asOf) {}

  private final URI address;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private @Nullable Keys known;
  private @Nullable Fetch last;

  OidcKeys(URI address, LongSupplier nanos) {
    this.address = address;
    this.nanos = nanos;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    Keys keys = known();
    if (keys == null || isOlder(keys.asOf, FRESH)) {
      keys = fetched(keys);
    }
    List<JWK> matching = selector.select(keys.set);
    // one that the provider has added since?
    return matching.isEmpty() ? selector.select(fetched(keys).set) : matching;
  }

  private @Nullable Keys known() {
    lock.lock();
    try {
      return known;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOlder(long moment, Duration age) {
    return nanos.getAsLong() - moment >= age.toNanos();
  }

  /** Keys as new as they can be had in a moment; those of before while the provider is down. */
  private Keys fetched(@Nullable Keys before) throws KeySourceException {
    try {
      return fetch().await();
    } catch (KeySourceException e) {
      if (before == null || isOlder(before.asOf, USABLE)) {
        throw e;
      }
      return before;
    }
  }

  /** A new one, unless one is under way or the provider was asked a moment ago. */
  private Fetch fetch() {
    lock.lock();
    try {
      Fetch fetch = last;
      if (fetch == null || (isOlder(fetch.started, BETWEEN_FETCHES) && fetch.isOver())) {
        fetch = new Fetch(nanos.getAsLong());
        last = fetch;
        fetch.start();
      }
      return fetch;
    } finally {
      lock.unlock();
    }
  }

  private void came(Keys keys) {
    lock.lock();
    try {
      if (known == null || known.asOf - keys.asOf < 0) {
        known = keys;
      }
    } finally {
      lock.unlock();
    }
  }

  /** One question to the provider. */
  private final class Fetch {
    private final long started;
    private final CompletableFuture<Keys> result = new CompletableFuture<>();

    Fetch(long started) {
      this.started = started;
    }

    void start() {
      Thread thread = new Thread(this::run, "auth-callout-oidc-keys");
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      try {
        Keys keys = new Keys(OidcDocument.read(address), started);
        came(keys);
        result.complete(keys);
      } catch (Exception | Error e) {
        result.completeExceptionally(e);
      }
    }

    boolean isOver() {
      return result.isDone() || isOlder(started, OidcDocument.LONGEST);
    }

    Keys await() throws KeySourceException {
      long left = started + PATIENCE.toNanos() - nanos.getAsLong();
      try {
        return result.get(Math.max(0, left), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw new KeySourceException("no answer within " + PATIENCE.toMillis() + " ms");
      } catch (ExecutionException e) {
        throw new KeySourceException(OidcDocument.whyNot(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KeySourceException("the deadline passed");
      }
    }
  }
}
