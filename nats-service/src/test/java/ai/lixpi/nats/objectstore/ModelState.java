package ai.lixpi.nats.objectstore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a bucket must hold: for each name one value, or several while an outcome is uncertain. A
 * value is bytes, or nothing.
 */
final class ModelState {
  private final Map<String, List<Optional<byte[]>>> values = new HashMap<>();
  final Map<String, String> links = new HashMap<>();

  List<Optional<byte[]>> of(String name) {
    return values.getOrDefault(name, List.of(Optional.empty()));
  }

  void isNow(String name, Optional<byte[]> value) {
    values.put(name, List.of(value));
  }

  void mayBe(String name, Optional<byte[]> value) {
    List<Optional<byte[]>> some = new ArrayList<>(of(name));
    some.add(value);
    values.put(name, some);
  }

  boolean isSurelyThere(String name) {
    return of(name).stream().allMatch(Optional::isPresent);
  }

  boolean isSurelyAbsent(String name) {
    return of(name).stream().allMatch(Optional::isEmpty);
  }

  /** Whether a read may have given this; if so that is what the value is from now on. */
  boolean agrees(String name, Optional<byte[]> read) {
    boolean agrees = of(name).stream().anyMatch(value -> same(value, read));
    if (agrees) {
      isNow(name, read);
    }
    return agrees;
  }

  private static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || Arrays.equals(one.get(), other.get()));
  }

  /** The names that have or had a value. */
  Set<String> names() {
    return new TreeSet<>(values.keySet());
  }
}
