package org.pushrelay.testkit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One transcript of a wire table: what clients send and get, line by line. How it is written is
 * said in {@code README.txt}.
 *
 * @param title the section and the title, and of a table the row
 * @param lines without empty ones; a table is written out as a request and a response
 */
record Transcript(String title, List<String> lines) {

  /** All transcripts of a resource beside this class. */
  static List<Transcript> read(String resource) {
    try (InputStream in = Transcript.class.getResourceAsStream(resource)) {
      return parse(new String(in.readAllBytes(), UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Transcript> parse(List<String> text) {
    List<Transcript> transcripts = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    String section = "";
    String title = "";
    for (String line : text) {
      if (line.startsWith("# ") || line.startsWith("== ")) {
        addTo(transcripts, title, lines);
        lines.clear();
        section = line.startsWith("# ") ? line.substring(2) + ": " : section;
        title = line.startsWith("== ") ? section + line.substring(3) : "";
      } else if (!title.isEmpty() && !line.isBlank()) {
        lines.add(line);
      }
    }
    addTo(transcripts, title, lines);
    return transcripts;
  }

  private static void addTo(List<Transcript> transcripts, String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    int table = 0;
    while (table < lines.size() && !lines.get(table).startsWith("table ")) {
      table++;
    }
    if (table == lines.size()) {
      transcripts.add(new Transcript(title, List.copyOf(lines)));
      return;
    }
    List<String> columns = cells(lines.get(table + 1));
    for (String row : lines.subList(table + 2, lines.size())) {
      List<String> written = new ArrayList<>(lines.subList(0, table));
      written.add(lines.get(table).substring("table ".length()));
      written.addAll(writeOut(columns, cells(row)));
      transcripts.add(new Transcript(title + " " + row.replaceAll("\\s+", " "), written));
    }
  }

  private static List<String> cells(String row) {
    String inner = row.substring(1, row.lastIndexOf('|'));
    return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
  }

  private static List<String> writeOut(List<String> columns, List<String> row) {
    List<String> request = new ArrayList<>();
    List<String> response = new ArrayList<>();
    String status = "200";
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      String cell = row.get(i);
      if (column.equals("< status")) {
        status = cell;
      } else if (column.equals("< body")) {
        response.add("  body " + cell);
      } else if (column.startsWith("< ")) {
        response.add("  " + column.substring(2) + ": " + cell);
      } else if (!cell.equals("-")) {
        request.add("  " + column + ": " + (cell.equals("(empty)") ? "" : cell));
      }
    }
    if (status.equals("held")) {
      request.add("held");
    } else {
      request.add("< " + status + " ...");
      request.addAll(response);
    }
    return request;
  }

  @Override
  public String toString() {
    return title;
  }
}
