/** Hooks for metrics and tracing. */
@NullMarked
package ai.lixpi.nats.observe;

import org.jspecify.annotations.NullMarked;
