/** The program {@code lixpi-nats}: start, errors, Ctrl-C, and what all commands share. */
@NullMarked
package ai.lixpi.nats.cli;

import org.jspecify.annotations.NullMarked;
