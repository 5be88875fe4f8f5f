package ai.lixpi.nats;

import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Subjects;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that is part of the configuration: registered once, after the first successful
 * connect. Its permissions are kept for the auth callout responder. Immutable.
 */
public final class SubscriptionDefinition {
  /** What a subscription does with its messages. */
  public enum Type {
    /** It handles them. */
    SUBSCRIBE,
    /** It answers them. */
    REPLY
  }

  private final String subject;
  private final Type type;
  private final @Nullable Class<?> payloadType;
  private final @Nullable Codec<?> codec;
  private final Object handler;
  private final SubscriptionOptions options;
  private final Permissions permissions;

  private SubscriptionDefinition(
      String subject,
      Type type,
      @Nullable Class<?> payloadType,
      @Nullable Codec<?> codec,
      Object handler,
      SubscriptionOptions options,
      Permissions permissions) {
    this.subject = subject;
    this.type = type;
    this.payloadType = payloadType;
    this.codec = codec;
    this.handler = handler;
    this.options = options;
    this.permissions = permissions;
  }

  /**
   * A subscription.
   *
   * @param subject the subject, wildcards allowed
   * @param payloadType {@code byte[].class} for raw bytes, {@code String.class} for text, anything
   *     else for JSON
   * @param handler handles the messages
   * @param <T> the type of the payloads
   * @return the definition, without queue group and permissions
   */
  public static <T> SubscriptionDefinition subscribe(
      String subject, Class<T> payloadType, MessageHandler<? super T> handler) {
    return of(subject, Type.SUBSCRIBE, payloadType, handler);
  }

  /**
   * A reply handler.
   *
   * @param subject the subject, wildcards allowed
   * @param payloadType {@code byte[].class} for raw bytes, {@code String.class} for text, anything
   *     else for JSON
   * @param handler answers the requests
   * @param <T> the type of the payloads
   * @return the definition, without queue group and permissions
   */
  public static <T> SubscriptionDefinition reply(
      String subject, Class<T> payloadType, ReplyHandler<? super T> handler) {
    return of(subject, Type.REPLY, payloadType, handler);
  }

  private static SubscriptionDefinition of(
      String subject, Type type, Class<?> payloadType, @Nullable Object handler) {
    Subjects.requireSubscribable(subject);
    return new SubscriptionDefinition(
        subject,
        type,
        Given.nonNull("payloadType", payloadType),
        null,
        Given.handler(handler),
        SubscriptionOptions.DEFAULT,
        Permissions.NONE);
  }

  /**
   * The same in a queue group, with its other options as they are.
   *
   * @param queue the name of the group
   * @return a new definition
   */
  public SubscriptionDefinition withQueue(String queue) {
    return withOptions(options.inGroup(queue));
  }

  /**
   * The same with other options, which replace all that it has, the queue group too.
   *
   * @param newOptions the options
   * @return a new definition
   */
  public SubscriptionDefinition withOptions(SubscriptionOptions newOptions) {
    return new SubscriptionDefinition(
        subject,
        type,
        payloadType,
        codec,
        handler,
        Given.nonNull("options", newOptions),
        permissions);
  }

  /**
   * The same with permissions for the users that it concerns.
   *
   * @param newPermissions what to allow
   * @return a new definition
   */
  public SubscriptionDefinition withPermissions(Permissions newPermissions) {
    return new SubscriptionDefinition(
        subject,
        type,
        payloadType,
        codec,
        handler,
        options,
        Given.nonNull("permissions", newPermissions));
  }

  /**
   * The same with a codec in place of the payload type.
   *
   * @param newCodec decodes the payloads to what the handler takes
   * @return a new definition
   */
  public SubscriptionDefinition withCodec(Codec<?> newCodec) {
    return new SubscriptionDefinition(
        subject,
        type,
        payloadType,
        Given.nonNull("codec", newCodec),
        handler,
        options,
        permissions);
  }

  /**
   * The subject.
   *
   * @return the subject
   */
  public String subject() {
    return subject;
  }

  /**
   * What it does with messages.
   *
   * @return the type
   */
  public Type type() {
    return type;
  }

  /**
   * Queue group, concurrency and limits.
   *
   * @return the options
   */
  public SubscriptionOptions options() {
    return options;
  }

  /**
   * What the users that it concerns must be allowed.
   *
   * @return the permissions
   */
  public Permissions permissions() {
    return permissions;
  }

  @SuppressWarnings("unchecked")
  NatsSubscription registerOn(NatsService service, CodecRegistry codecs) {
    Codec<Object> chosen =
        (Codec<Object>)
            (codec != null ? codec : codecs.forType(Objects.requireNonNull(payloadType)));
    return type == Type.SUBSCRIBE
        ? service.subscribe(subject, chosen, (MessageHandler<Object>) handler, options)
        : service.reply(subject, chosen, (ReplyHandler<Object>) handler, options);
  }

  @Override
  public String toString() {
    return type + " " + subject;
  }
}
