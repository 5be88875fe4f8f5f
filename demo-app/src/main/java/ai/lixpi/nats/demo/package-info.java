/** The story that {@code ./demo} tells: one class a step, each of which checks itself. */
@NullMarked
package ai.lixpi.nats.demo;

import org.jspecify.annotations.NullMarked;
