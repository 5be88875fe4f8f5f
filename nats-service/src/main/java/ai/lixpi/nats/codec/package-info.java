/** How values become payloads and payloads become values. */
@NullMarked
package ai.lixpi.nats.codec;

import org.jspecify.annotations.NullMarked;
