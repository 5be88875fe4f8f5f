/** The responder as a program of its own. */
@NullMarked
package ai.lixpi.nats.authcallout.app;

import org.jspecify.annotations.NullMarked;
