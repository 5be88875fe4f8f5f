package ai.lixpi.nats.cli;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;

/**
 * Breaks the lines of its last column at spaces. That of picocli asks the locale data of the JDK
 * where to break, which costs the help a seventh of its time.
 */
final class HelpTable extends Help.TextTable {
  private final int last;
  private final Column text;

  private HelpTable(Help.ColorScheme colours, Column... columns) {
    super(colours, columns);
    last = columns.length - 1;
    text = columns[last];
  }

  static HelpTable lines(Help.ColorScheme colours, int width) {
    HelpTable table = new HelpTable(colours, new Column(width, 0, Overflow.TRUNCATE));
    table.indentWrappedLines = 0;
    return table;
  }

  static HelpTable names(Help.ColorScheme colours, int names, int width) {
    return new HelpTable(
        colours,
        new Column(names, 2, Overflow.SPAN),
        new Column(width - names, 2, Overflow.TRUNCATE));
  }

  /** The columns of picocli: marker, short name, comma, long name, description. */
  static HelpTable options(Help.ColorScheme colours, int names, int width) {
    return new HelpTable(
        colours,
        new Column(2, 0, Overflow.TRUNCATE),
        new Column(2, 0, Overflow.SPAN),
        new Column(1, 0, Overflow.TRUNCATE),
        new Column(names, 1, Overflow.SPAN),
        new Column(width - names - 5, 1, Overflow.TRUNCATE));
  }

  @Override
  public Cell putValue(int row, int column, Text value) {
    if (column != last || value == null) {
      return super.putValue(row, column, value);
    }
    int indent = text.indent;
    Text rest = value;
    Cell cell = new Cell(column, row);
    try {
      while (true) {
        String plain = rest.plainString();
        int end = end(plain, text.width - text.indent);
        cell = super.putValue(cell.row, column, rest.substring(0, end));
        if (end == plain.length()) {
          return cell;
        }
        rest = rest.substring(end);
        text.indent = indent + indentWrappedLines;
        addEmptyRow();
        cell = new Cell(column, cell.row + 1);
      }
    } finally {
      text.indent = indent;
    }
  }

  /** Behind the last space that has room; a word that has none is cut. */
  private static int end(String plain, int room) {
    if (plain.length() <= room) {
      return plain.length();
    }
    int space = plain.lastIndexOf(' ', room - 1);
    boolean words = space >= 0 && !plain.substring(0, space).isBlank();
    return words ? space + 1 : room;
  }
}
