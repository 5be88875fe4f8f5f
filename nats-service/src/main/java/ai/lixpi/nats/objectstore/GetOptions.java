package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import java.time.Duration;
import java.util.OptionalLong;

/** How an object is read. Immutable. */
public final class GetOptions {
  /** The defaults: the whole object, at most 64 MiB of it into memory. */
  public static final GetOptions DEFAULT = builder().build();

  static final long DEFAULT_MAX_BYTES = 64L * 1024 * 1024;

  final long offset;
  final OptionalLong length;
  final long maxBytes;
  final boolean fromLeader;
  final Duration timeout;
  final TransferListener listener;

  private GetOptions(Builder builder) {
    offset = builder.offset;
    length = builder.length;
    maxBytes = builder.maxBytes;
    fromLeader = builder.fromLeader;
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

  /** Whether only a part of the object is asked for, whose digest can't be verified. */
  boolean isRange() {
    return offset > 0 || length.isPresent();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private long offset;
    private OptionalLong length = OptionalLong.empty();
    private long maxBytes = DEFAULT_MAX_BYTES;
    private boolean fromLeader;
    private Duration timeout = Duration.ofSeconds(20);
    private TransferListener listener = TransferListener.NONE;

    private Builder() {}

    /**
     * Reads a part of the object, and fetches only the chunks that hold it. The digest covers the
     * whole object, so of a part only number, order and size of the chunks are checked. What lies
     * beyond the end of the object is not an error: there are fewer bytes then.
     *
     * @param from the first byte, from 0
     * @param bytes how many bytes at most, from 0
     * @return this
     */
    public Builder range(long from, long bytes) {
      if (from < 0 || bytes < 0) {
        throw new ConfigurationException(
            "The range starts at " + from + " with " + bytes + " bytes: give numbers from 0.");
      }
      offset = from;
      length = OptionalLong.of(bytes);
      return this;
    }

    /**
     * How large an object may be that is read into memory: 64 MiB by default.
     *
     * @param bytes above zero, at most 2 GiB less 16 bytes
     * @return this
     */
    public Builder maxBytes(long bytes) {
      if (bytes < 1 || bytes > Integer.MAX_VALUE - 16) {
        throw new ConfigurationException(
            "maxBytes is " + bytes + ": give bytes from 1 to " + (Integer.MAX_VALUE - 16) + ".");
      }
      maxBytes = bytes;
      return this;
    }

    /**
     * Asks the leader of the stream for the record of the object. By default any replica answers,
     * which is quicker but may know a write of the last moment not yet.
     *
     * @return this
     */
    public Builder fromLeader() {
      fromLeader = true;
      return this;
    }

    /**
     * How long the server may send nothing before the call fails: 20 seconds by default. Time in
     * which the reader of the bytes is slow does not count.
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
    public GetOptions build() {
      return new GetOptions(this);
    }
  }
}
