package ai.lixpi.nats.observe;

import ai.lixpi.nats.NatsServiceException;
import java.time.Duration;

/**
 * Hooks for metrics and tracing, all of them empty by default. They are called on the thread that
 * does the work, so they must return quickly and must not block; what they throw is logged and
 * otherwise ignored. No hook gets a payload or a header. {@link
 * ai.lixpi.nats.NatsServiceConfigBuilder#errorListener} is the place to be told of failures on a
 * thread of its own.
 */
public interface NatsObserver {
  /** Does nothing. */
  NatsObserver NONE = new NatsObserver() {};

  /**
   * A message was taken to be published, replies and requests included.
   *
   * @param subject the subject
   * @param bytes the size of the payload in bytes
   */
  default void published(String subject, int bytes) {}

  /**
   * A message was handled, successfully or not.
   *
   * @param subject the subject of the subscription
   * @param duration the time from the start of decoding to the end of the handler, its stage
   *     included
   * @param succeeded whether nothing failed
   */
  default void handled(String subject, Duration duration, boolean succeeded) {}

  /**
   * A message was dropped because the pending limit of its subscription was reached.
   *
   * @param subject the subject of the subscription
   */
  default void dropped(String subject) {}

  /**
   * A request has ended.
   *
   * @param subject the subject
   * @param duration the time from the call to the reply or the failure
   * @param succeeded whether a reply without error headers came
   */
  default void requested(String subject, Duration duration, boolean succeeded) {}

  /**
   * A failure that went to the error listener.
   *
   * @param failure the failure
   */
  default void failed(NatsServiceException failure) {}
}
