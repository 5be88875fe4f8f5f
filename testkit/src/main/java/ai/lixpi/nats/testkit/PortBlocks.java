package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Divides a range of ports among the JVMs of a user: a block belongs to the one that has locked its
 * byte of a file, until that JVM ends.
 */
final class PortBlocks {
  private static final int SIZE = 50;

  private final List<Integer> untried;

  // Mutable state
  private @Nullable FileChannel file; // closing it would give all blocks back

  PortBlocks(int lowest, int beyond) {
    untried =
        IntStream.iterate(lowest, port -> port + SIZE <= beyond, port -> port + SIZE)
            .boxed()
            .collect(Collectors.toList());
    Collections.shuffle(untried);
  }

  /** The ports of one more block; empty if none is left. */
  List<Integer> take() {
    while (!untried.isEmpty()) {
      int first = untried.remove(untried.size() - 1);
      if (lock(first)) {
        return IntStream.range(first, first + SIZE).boxed().toList();
      }
    }
    return List.of();
  }

  private boolean lock(int position) {
    try {
      FileChannel opened = file;
      if (opened == null) {
        opened = FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file = opened;
      }
      return opened.tryLock(position, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // this class was loaded twice, and the other has it
    } catch (IOException e) {
      throw new NatsServerException(
          "The file that divides the ports among JVMs could not be locked: " + path(), e);
    }
  }

  private static Path path() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "nats-testkit-ports-" + System.getProperty("user.name"));
  }
}
