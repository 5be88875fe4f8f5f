package ai.lixpi.nats.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The rows of {@code docs/parity.md}, whose last two columns but one are members and tests. */
final class ParityTable {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern MEMBER = Pattern.compile("[A-Z]\\w*(#\\w+)?");
  private static final Pattern TEST = Pattern.compile("[A-Z]\\w*Test#\\w+|scenario [\\w-]+");
  private static final int COLUMNS = 5;

  private ParityTable() {}

  /**
   * One row.
   *
   * @param line its number in the file
   * @param title what it is about
   * @param members Java types, or members like {@code NatsService#publish}
   * @param tests like {@code DrainTest#loses0} or {@code scenario drain}
   */
  record Row(int line, String title, List<String> members, List<String> tests) {}

  static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).replace("\\|", "/").split("\\|", -1);
      boolean isRow = cells.length == COLUMNS + 2 && lines.get(i).contains("`");
      if (isRow) {
        rows.add(
            new Row(
                i + 1,
                (cells[1] + cells[3]).strip(),
                code(cells[3], MEMBER),
                code(cells[4], TEST)));
      }
    }
    return rows;
  }

  private static List<String> code(String cell, Pattern kind) {
    return CODE.matcher(cell)
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(text -> kind.matcher(text).matches())
        .toList();
  }
}
