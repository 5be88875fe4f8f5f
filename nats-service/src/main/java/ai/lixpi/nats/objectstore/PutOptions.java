package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How an object is put. Immutable. */
public final class PutOptions {
  /** The defaults: overwrite, chunks of 128 KiB. */
  public static final PutOptions DEFAULT = builder().build();

  /** The largest chunk that may be asked for, in bytes. */
  public static final int MAX_CHUNK_SIZE = 8 * 1024 * 1024;

  static final int DEFAULT_CHUNK_SIZE = 128 * 1024;

  final @Nullable String description;
  final @Nullable Headers headers;
  final Map<String, String> metadata;
  final int chunkSize;
  final OptionalLong ifRevision;
  final Duration timeout;
  final TransferListener listener;

  private PutOptions(Builder builder) {
    description = builder.description;
    headers = builder.headers;
    metadata = Map.copyOf(builder.metadata);
    chunkSize = builder.chunkSize;
    ifRevision = builder.ifRevision;
    timeout = builder.timeout;
    listener = builder.listener;
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private @Nullable String description;
    private @Nullable Headers headers;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private int chunkSize = DEFAULT_CHUNK_SIZE;
    private OptionalLong ifRevision = OptionalLong.empty();
    private Duration timeout = Duration.ofSeconds(20);
    private TransferListener listener = TransferListener.NONE;

    private Builder() {}

    /**
     * A description of the object. None by default.
     *
     * @param text the description
     * @return this
     */
    public Builder description(String text) {
      description = Given.nonNull("description", text);
      return this;
    }

    /**
     * Headers that are kept with the object. None by default.
     *
     * @param values the headers; copied
     * @return this
     */
    public Builder headers(Headers values) {
      headers = new Headers(Given.nonNull("headers", values), true);
      return this;
    }

    /**
     * One entry of the user's metadata.
     *
     * @param key its key
     * @param value its value
     * @return this
     */
    public Builder metadata(String key, String value) {
      metadata.put(Given.nonNull("key", key), Given.nonNull("value", value));
      return this;
    }

    /**
     * The size of the chunks in bytes: 131,072 by default, as the other clients write them; less
     * where the server takes less.
     *
     * @param bytes from 1 to {@link #MAX_CHUNK_SIZE}
     * @return this
     */
    public Builder chunkSize(int bytes) {
      if (bytes < 1 || bytes > MAX_CHUNK_SIZE) {
        throw new ConfigurationException(
            "chunkSize is " + bytes + ": give bytes from 1 to " + MAX_CHUNK_SIZE + ".");
      }
      chunkSize = bytes;
      return this;
    }

    /**
     * Puts only if there is no such object, or only a deleted one.
     *
     * @return this
     */
    public Builder ifAbsent() {
      ifRevision = OptionalLong.of(0);
      return this;
    }

    /**
     * Puts only if the object is still at a revision.
     *
     * @param revision the {@link ObjectVersion#revision()} that was seen
     * @return this
     */
    public Builder ifRevision(long revision) {
      if (revision < 1) {
        throw new ConfigurationException(
            "ifRevision is "
                + revision
                + ": give the revision of an ObjectVersion, or ifAbsent().");
      }
      ifRevision = OptionalLong.of(revision);
      return this;
    }

    /**
     * How long the server may make no progress before the put fails: 20 seconds by default. Time in
     * which the source gives nothing does not count.
     *
     * @param time above zero
     * @return this
     */
    public Builder timeout(Duration time) {
      timeout = Durations.positive("timeout", time);
      return this;
    }

    /**
     * Told how far the transfer is.
     *
     * @param told the listener
     * @return this
     */
    public Builder listener(TransferListener told) {
      listener = Given.nonNull("listener", told);
      return this;
    }

    /**
     * Builds the options.
     *
     * @return the options
     */
    public PutOptions build() {
      return new PutOptions(this);
    }
  }
}
