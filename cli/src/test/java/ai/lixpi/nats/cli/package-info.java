@NullMarked
package ai.lixpi.nats.cli;

import org.jspecify.annotations.NullMarked;
