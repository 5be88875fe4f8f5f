package ai.lixpi.nats.testkit.junit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be reached from an object through the fields of watched classes and collections. */
final class Reachable {
  private final List<String> packages;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();

  Reachable(List<String> packages) {
    this.packages = packages;
  }

  /** Gives each object of a watched class, the root included, to somebody. */
  void from(Object root, Consumer<Object> visitor) {
    add(root);
    while (!open.isEmpty()) {
      Object next = open.remove();
      if (isWatched(next.getClass())) {
        visitor.accept(next);
      }
      addAllIn(next);
    }
  }

  private boolean isWatched(Class<?> type) {
    return packages.stream().anyMatch(type.getName()::startsWith);
  }

  private void add(@Nullable Object found) {
    if (found != null && seen.add(found)) {
      open.add(found);
    }
  }

  private void addAllIn(Object object) {
    if (object instanceof Map<?, ?> map) {
      addElements(map.keySet());
      addElements(map.values());
    } else if (object instanceof Collection<?> collection) {
      addElements(collection);
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(this::add);
    } else if (object instanceof AtomicReference<?> reference) {
      add(reference.get());
    } else if (object instanceof CompletableFuture<?> future) {
      add(future.isCompletedExceptionally() ? null : future.getNow(null));
    } else if (object.getClass().isArray()) {
      addElementsOfArray(object);
    } else {
      addFields(object);
    }
  }

  /** Others may change it meanwhile, and what they add or remove may be missed. */
  private void addElements(Collection<?> collection) {
    boolean done = false;
    while (!done) {
      try {
        collection.forEach(this::add);
        done = true;
      } catch (ConcurrentModificationException e) {
        Thread.onSpinWait();
      }
    }
  }

  private void addElementsOfArray(Object array) {
    if (!array.getClass().getComponentType().isPrimitive()) {
      for (int i = 0; i < Array.getLength(array); i++) {
        add(Array.get(array, i));
      }
    }
  }

  private void addFields(Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (isWatched(type)) {
        for (Field field : type.getDeclaredFields()) {
          addField(object, field);
        }
      }
    }
  }

  private void addField(Object object, Field field) {
    if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
      return;
    }
    try {
      field.setAccessible(true);
      add(field.get(object));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " can't be read", e);
    }
  }
}
