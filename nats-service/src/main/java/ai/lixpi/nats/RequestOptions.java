package ai.lixpi.nats;

import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one request is made. Immutable; each method gives a changed copy. */
public final class RequestOptions {
  /** The timeout of the configuration, no headers, never sent twice. */
  public static final RequestOptions DEFAULT = new RequestOptions(null, null, false);

  private final @Nullable Duration timeout;
  private final @Nullable Headers headers;
  private final boolean idempotent;

  private RequestOptions(
      @Nullable Duration timeout, @Nullable Headers headers, boolean idempotent) {
    this.timeout = timeout;
    this.headers = headers;
    this.idempotent = idempotent;
  }

  /**
   * Options with a timeout.
   *
   * @param timeout how long to wait for the reply, the wait for a connection included
   * @return the options
   */
  public static RequestOptions timeout(Duration timeout) {
    return DEFAULT.withTimeout(timeout);
  }

  /**
   * The same with a timeout.
   *
   * @param newTimeout how long to wait for the reply, the wait for a connection included
   * @return changed options
   */
  public RequestOptions withTimeout(Duration newTimeout) {
    return new RequestOptions(Durations.positive("timeout", newTimeout), headers, idempotent);
  }

  /**
   * The same with headers.
   *
   * @param newHeaders sent with the request
   * @return changed options
   */
  public RequestOptions withHeaders(Headers newHeaders) {
    return new RequestOptions(timeout, Given.nonNull("headers", newHeaders), idempotent);
  }

  /**
   * Says that the request may be carried out twice without harm: it is sent again when the
   * connection is lost before the reply has come, within its timeout.
   *
   * @return changed options
   */
  public RequestOptions idempotent() {
    return new RequestOptions(timeout, headers, true);
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  @Nullable Headers headers() {
    return headers;
  }

  boolean isIdempotent() {
    return idempotent;
  }
}
