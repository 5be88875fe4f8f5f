/** Looks at a connection step by step. */
@NullMarked
package ai.lixpi.nats.cli.doctor;

import org.jspecify.annotations.NullMarked;
