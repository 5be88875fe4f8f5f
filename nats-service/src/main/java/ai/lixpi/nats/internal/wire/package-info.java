/** The seam to the transport. Not part of the API: it may change in any release. */
@NullMarked
package ai.lixpi.nats.internal.wire;

import org.jspecify.annotations.NullMarked;
