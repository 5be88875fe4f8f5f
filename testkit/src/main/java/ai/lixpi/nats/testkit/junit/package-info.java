/** A nats-server for JUnit Jupiter tests; the only package of the test kit that knows JUnit. */
@NullMarked
package ai.lixpi.nats.testkit.junit;

import org.jspecify.annotations.NullMarked;
