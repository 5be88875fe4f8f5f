/** Tokens and NKeys. */
@NullMarked
package ai.lixpi.nats.cli.keys;

import org.jspecify.annotations.NullMarked;
