/** End-to-end comparisons with raw jnats, both sides in one run. Never published. */
@NullMarked
package ai.lixpi.nats.benchmarks;

import org.jspecify.annotations.NullMarked;
