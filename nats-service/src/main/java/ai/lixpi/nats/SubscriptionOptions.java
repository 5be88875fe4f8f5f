package ai.lixpi.nats;

import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Subjects;
import io.nats.client.Message;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a subscription takes its messages. Immutable. */
public final class SubscriptionOptions {
  /** No queue group, one message at a time, at most 65,536 messages or 64 MiB waiting. */
  public static final SubscriptionOptions DEFAULT = builder().build();

  private final @Nullable String queue;
  private final int concurrency;
  private final @Nullable Function<Message, ?> key;
  private final int pendingMessages;
  private final long pendingBytes;

  private SubscriptionOptions(Builder builder) {
    this.queue = builder.queue;
    this.concurrency = builder.concurrency;
    this.key = builder.key;
    this.pendingMessages = builder.pendingMessages;
    this.pendingBytes = builder.pendingBytes;
  }

  /**
   * Options with a queue group and defaults otherwise.
   *
   * @param queue the name of the group
   * @return the options
   */
  public static SubscriptionOptions queue(String queue) {
    return builder().queue(queue).build();
  }

  /** The same in another queue group. */
  SubscriptionOptions inGroup(String group) {
    Builder copy = builder();
    copy.concurrency = concurrency;
    copy.key = key;
    copy.pendingMessages = pendingMessages;
    copy.pendingBytes = pendingBytes;
    return copy.queue(group).build();
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The queue group whose members share the messages.
   *
   * @return the group, or empty when each subscription gets every message
   */
  public Optional<String> queue() {
    return Optional.ofNullable(queue);
  }

  /**
   * How many messages are handled at the same time.
   *
   * @return a number of at least 1
   */
  public int concurrency() {
    return concurrency;
  }

  /**
   * What keeps messages in order although several are handled at the same time.
   *
   * @return the function, or empty for no order beyond the start in order of arrival
   */
  public Optional<Function<Message, ?>> orderedBy() {
    return Optional.ofNullable(key);
  }

  /**
   * How many messages may wait for a handler.
   *
   * @return a number of messages
   */
  public int pendingMessages() {
    return pendingMessages;
  }

  /**
   * How many bytes of payload may wait for a handler.
   *
   * @return a number of bytes
   */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Builds {@link SubscriptionOptions}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String queue;
    private int concurrency = 1;
    private @Nullable Function<Message, ?> key;
    private int pendingMessages = 65_536;
    private long pendingBytes = 64L * 1024 * 1024;

    private Builder() {}

    /**
     * Shares the messages with the other members of a queue group.
     *
     * @param queue the name of the group
     * @return this
     */
    public Builder queue(String queue) {
      Subjects.requireQueueGroup(Given.nonNull("queue", queue));
      this.queue = queue;
      return this;
    }

    /**
     * Handles several messages at the same time; 1 by default, which keeps them in order.
     *
     * @param concurrency how many, from 1 to 10,000
     * @return this
     */
    public Builder concurrency(int concurrency) {
      if (concurrency < 1 || concurrency > 10_000) {
        throw new ConfigurationException(
            "concurrency is " + concurrency + ": give a number from 1 to 10000.");
      }
      this.concurrency = concurrency;
      return this;
    }

    /**
     * Keeps messages with equal keys in order although {@link #concurrency} is above 1.
     *
     * @param key gives the key of a message, for example a part of its subject or a header; runs on
     *     a thread of the transport, so it must be quick; when it throws or gives null, the message
     *     has no order
     * @return this
     */
    public Builder orderedBy(Function<Message, ?> key) {
      this.key = Given.nonNull("orderedBy", key);
      return this;
    }

    /**
     * Limits how many messages wait for a handler; 65,536 by default. What exceeds it is dropped,
     * counted and reported.
     *
     * @param messages a number of at least 1
     * @return this
     */
    public Builder pendingMessages(int messages) {
      if (messages < 1) {
        throw new ConfigurationException(
            "pendingMessages is " + messages + ": give a number of at least 1.");
      }
      this.pendingMessages = messages;
      return this;
    }

    /**
     * Limits how many bytes of payload wait for a handler; 64 MiB by default. What exceeds it is
     * dropped, counted and reported; a single message is always taken.
     *
     * @param bytes a number of at least 1
     * @return this
     */
    public Builder pendingBytes(long bytes) {
      if (bytes < 1) {
        throw new ConfigurationException(
            "pendingBytes is " + bytes + ": give a number of at least 1.");
      }
      this.pendingBytes = bytes;
      return this;
    }

    /**
     * Builds the options.
     *
     * @return immutable options
     */
    public SubscriptionOptions build() {
      return new SubscriptionOptions(this);
    }
  }
}
