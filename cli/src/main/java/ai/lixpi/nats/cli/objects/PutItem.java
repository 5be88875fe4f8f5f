package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.cli.output.StandardInput;
import ai.lixpi.nats.objectstore.ObjectSource;
import java.nio.file.Path;

/**
 * Something to be put.
 *
 * @param name the name of the object
 * @param source its bytes
 */
record PutItem(String name, ObjectSource source) {
  static PutItem file(String name, Path file) {
    return new PutItem(name, ObjectSource.of(file));
  }

  static PutItem standardInput(String name) {
    return new PutItem(name, ObjectSource.of(StandardInput.stream()));
  }
}
