package ai.lixpi.nats.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing with its properties, for people. */
public final class Fields {
  private final Map<String, String> fields = new LinkedHashMap<>();

  /** Starts with none. */
  public Fields() {}

  /**
   * Adds a property; what is null or empty is left out.
   *
   * @param name its name
   * @param value its value
   * @return this
   */
  public Fields add(String name, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty() && !value.equals(Map.of())) {
      fields.put(name, Text.oneLine(value.toString()));
    }
    return this;
  }

  /**
   * Writes them.
   *
   * @param terminal where
   */
  public void print(Terminal terminal) {
    int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
    fields.forEach(
        (name, value) ->
            terminal
                .out()
                .println(
                    Style.BOLD.on(terminal.outHasColours(), name)
                        + " ".repeat(width - name.length() + 2)
                        + value));
  }
}
