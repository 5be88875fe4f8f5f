package ai.lixpi.nats.cli.bench;

import ai.lixpi.nats.cli.output.Units;
import java.util.List;
import java.util.Locale;

/** Bars in SVG. */
final class Picture {
  private static final int ROW = 28;
  private static final int LEFT = 110;
  private static final int BAR = 420;

  private Picture() {}

  static String of(List<BenchResult> results) {
    double most = results.stream().mapToDouble(BenchResult::throughput).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"680\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"13\">%n"
                + "<text x=\"10\" y=\"22\" font-size=\"15\">lixpi-nats bench: throughput</text>%n",
            40 + results.size() * ROW));
    int y = 40;
    for (BenchResult result : results) {
      double width = Math.max(1, result.throughput() / most * BAR);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"10\" y=\"%d\">%s</text>%n"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#27aae1\"/>%n"
                  + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
              y + 14,
              result.what(),
              LEFT,
              y,
              width,
              LEFT + width + 8,
              y + 14,
              Units.throughput(result.throughput())));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }
}
