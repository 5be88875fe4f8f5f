package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.file.Path;

/** A way to fetch a nats-server without root rights. */
interface BinarySource {

  /** What the log and the exception call it. */
  String title();

  /**
   * Fetches into an empty folder and returns the executable; throws with the reason if it can't.
   */
  Path fetch(ServerLine line, Path staging) throws IOException;
}
