/**
 * The Java snippets of README.md and docs/: regions from {@code // snippet: name} to {@code //
 * end}.
 */
package ai.lixpi.nats.docs;
