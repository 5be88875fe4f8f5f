package ai.lixpi.nats.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a nats-server for a test class. Tests, constructors and life cycle methods can take it as a
 * parameter of type {@link ai.lixpi.nats.testkit.NatsServer}. For more settings register a {@link
 * NatsServerExtension} in a static field instead.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(NatsServerExtension.class)
public @interface NatsTest {

  /**
   * Whether the server has JetStream.
   *
   * @return false by default
   */
  boolean jetStream() default false;

  /**
   * Whether the class fails if threads, connections or subscriptions are left after its last test.
   *
   * @return true by default
   */
  boolean leakCheck() default true;
}
