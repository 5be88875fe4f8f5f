package ai.lixpi.nats.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns; a heading that ends with '>' aligns to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<Boolean> right;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Starts a table.
   *
   * @param headings the headings
   */
  public Table(String... headings) {
    this.right = List.of(headings).stream().map(h -> h.endsWith(">")).toList();
    this.headings = List.of(headings).stream().map(h -> h.replace(">", "")).toList();
  }

  /**
   * Adds a row.
   *
   * @param cells as many as headings
   */
  public void row(String... cells) {
    rows.add(List.of(cells).stream().map(Text::oneLine).toList());
  }

  /**
   * Writes it.
   *
   * @param terminal where
   */
  public void print(Terminal terminal) {
    int[] widths = new int[headings.size()];
    measure(headings, widths);
    rows.forEach(row -> measure(row, widths));
    terminal
        .out()
        .println(Style.BOLD.on(terminal.outHasColours(), line(headings, widths).stripTrailing()));
    rows.forEach(row -> terminal.out().println(line(row, widths).stripTrailing()));
  }

  private static void measure(List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], width(row.get(i)));
    }
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - width(row.get(i)));
      line.append(i == 0 ? "" : GAP)
          .append(right.get(i) ? padding + row.get(i) : row.get(i) + padding);
    }
    return line.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
