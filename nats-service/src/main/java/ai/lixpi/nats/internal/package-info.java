/** What two rooms of the library share. Not part of the API: it may change in any release. */
@NullMarked
package ai.lixpi.nats.internal;

import org.jspecify.annotations.NullMarked;
