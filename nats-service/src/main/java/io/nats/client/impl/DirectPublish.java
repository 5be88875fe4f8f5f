package io.nats.client.impl;

import io.nats.client.Connection;
import io.nats.client.support.ByteArrayBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Queues messages that have a subject and a payload only, as jnats does, but with control lines
 * that are kept: jnats checks and formats one for each message, which costs more than all else that
 * a publisher does. It is in jnats' package because its queue takes no other messages.
 */
public final class DirectPublish {
  private static final int SLOTS = 256;
  private static final int LARGE = 4 * 1024;
  private static final int LONGEST = 256; // what is kept is bounded in bytes, too

  private final NatsConnection connection;

  // Mutable state; its elements are immutable, so that a race costs no more than a line
  private final @Nullable Line[] lines = new @Nullable Line[SLOTS];

  /**
   * For one connection.
   *
   * @param raw the connection
   */
  public DirectPublish(Connection raw) {
    this.connection = (NatsConnection) raw;
  }

  /**
   * Queues a message.
   *
   * @param subject the subject
   * @param payload the payload, not copied
   * @throws IllegalStateException when there is no link, or no room in the outgoing queue
   * @throws IllegalArgumentException when jnats takes no such subject or size
   */
  public void publish(String subject, byte[] payload) {
    DirectMessage message = new DirectMessage(line(subject, payload.length), payload);
    requireLink();
    connection.queueOutgoing(message);
  }

  /**
   * Queues a message. For a large one jnats would make an array of the payload's size for the
   * control line.
   *
   * @param subject the subject
   * @param replyTo where replies go, or null
   * @param headers headers, or null
   * @param payload the payload, not copied
   * @throws IllegalStateException when there is no link, or no room in the outgoing queue
   * @throws IllegalArgumentException when jnats takes no such message
   */
  public void publish(
      String subject, @Nullable String replyTo, @Nullable Headers headers, byte[] payload) {
    if (payload.length < LARGE || !connection.getServerInfo().isHeadersSupported()) {
      connection.publish(subject, replyTo, headers, payload);
      return;
    }
    connection.subjectValidate(subject, true);
    connection.replyValidate(replyTo);
    LargeMessage message = new LargeMessage(subject, replyTo, headers, payload);
    requireLink();
    connection.queueOutgoing(message);
  }

  private Line line(String subject, int size) {
    int slot = (31 * subject.hashCode() + size) & (SLOTS - 1);
    Line kept = lines[slot];
    if (kept != null && kept.size == size && kept.subject.equals(subject)) {
      return kept;
    }
    connection.subjectValidate(subject, true);
    Line made = new Line(subject, size);
    if (subject.length() <= LONGEST) {
      lines[slot] = made;
    }
    return made;
  }

  /** The refusals of jnats, in its words. */
  private void requireLink() {
    switch (connection.getStatus()) {
      case CLOSED -> throw new IllegalStateException("Connection is Closed");
      case RECONNECTING, DISCONNECTED ->
          throw new IllegalStateException("Unable to queue any more messages during reconnect");
      default -> {
        if (connection.blockPublishForDrain.get()) {
          throw new IllegalStateException("Connection is Draining");
        }
      }
    }
  }

  /** The control line for one subject and size. */
  private static final class Line {
    private final String subject;
    private final int size;
    private final ByteArrayBuilder bytes;

    Line(String subject, int size) {
      this.subject = subject;
      this.size = size;
      this.bytes =
          new ByteArrayBuilder(("PUB " + subject + " " + size).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final class LargeMessage extends NatsMessage {
    LargeMessage(String to, @Nullable String replies, @Nullable Headers given, byte[] payload) {
      super(payload);
      subject = to;
      replyTo = replies;
      headers = given == null || given.isEmpty() ? null : new Headers(given, true, null);
      headerLen = headers == null ? 0 : headers.serializedLength();
      String line =
          (headerLen > 0 ? "HPUB " : "PUB ")
              + to
              + " "
              + (replies == null ? "" : replies + " ")
              + (headerLen > 0 ? headerLen + " " : "")
              + (headerLen + dataLen);
      protocolBab = new ByteArrayBuilder(line.getBytes(StandardCharsets.UTF_8));
      controlLineLength = protocolBab.length() + 2;
      sizeInBytes = controlLineLength + headerLen + dataLen + 2;
    }

    @Override
    protected void calculate() {
      // nothing is left to calculate
    }
  }

  private static final class DirectMessage extends NatsMessage {
    DirectMessage(Line line, byte[] payload) {
      super(payload);
      subject = line.subject;
      protocolBab = line.bytes;
      controlLineLength = line.bytes.length() + 2;
      sizeInBytes = controlLineLength + dataLen + 2;
    }

    @Override
    protected void calculate() {
      // nothing is left to calculate
    }
  }
}
