/** The workloads: each drives one or two sessions of any client and says what a round took. */
@NullMarked
package ai.lixpi.nats.benchmarks.work;

import org.jspecify.annotations.NullMarked;
