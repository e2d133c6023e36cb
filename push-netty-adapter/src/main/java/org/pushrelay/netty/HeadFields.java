package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The field lines of a head, as positions in its bytes: no object is made for a field until its
 * value is requested. One thread at a time.
 */
final class HeadFields {
  /** How many there may be. */
  private static final int MAX_FIELDS = 40;

  /** The characters of names (RFC 9110, 5.6.2). */
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c);
    }
    for (byte c : "!#$%&'*+-.^_`|~".getBytes(ISO_8859_1)) {
      TOKEN[c] = true;
    }
  }

  private final byte[] bytes;

  /** Where each field's name begins and ends, and where its value does. */
  private final int[] places;

  private int count;

  /** Of a head that is in these bytes. */
  HeadFields(byte[] bytes) {
    this(bytes, new int[4 * MAX_FIELDS]);
  }

  private HeadFields(byte[] bytes, int[] places) {
    this.bytes = bytes;
    this.places = places;
  }

  /** Returns a copy whose positions refer to the given copy of the bytes. */
  HeadFields copy(byte[] copiedBytes) {
    HeadFields copy = new HeadFields(copiedBytes, Arrays.copyOf(places, 4 * count));
    copy.count = count;
    return copy;
  }

  void clear() {
    count = 0;
  }

  /** The number of the one that was read last. */
  int last() {
    return count - 1;
  }

  /** Reads one field line; -1 if there is something about it, else where the next one begins. */
  int read(int start, int end) {
    int at = start;
    while (at < end && bytes[at] >= 0 && TOKEN[bytes[at]]) {
      at++;
    }
    if (at == start || at == end || bytes[at] != ':' || count == MAX_FIELDS) {
      return -1;
    }
    int nameEnd = at++;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    int valueStart = at;
    while (at < end && isText(bytes[at])) {
      at++;
    }
    if (at + 1 >= end || bytes[at] != '\r' || bytes[at + 1] != '\n') {
      return -1;
    }
    int valueEnd = at;
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    int place = 4 * count++;
    places[place] = start;
    places[place + 1] = nameEnd;
    places[place + 2] = valueStart;
    places[place + 3] = valueEnd;
    return at + 2;
  }

  private static boolean isText(byte b) {
    return (b >= ' ' && b < 0x7f) || b == '\t';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  int nameLength(int field) {
    return places[4 * field + 1] - places[4 * field];
  }

  int valueStart(int field) {
    return places[4 * field + 2];
  }

  int valueEnd(int field) {
    return places[4 * field + 3];
  }

  String value(int field) {
    int start = valueStart(field);
    return new String(bytes, start, valueEnd(field) - start, ISO_8859_1);
  }

  boolean isNamed(int field, String lowerCase) {
    return isAt(places[4 * field], places[4 * field + 1], lowerCase);
  }

  boolean hasValue(int field, String lowerCase) {
    return isAt(valueStart(field), valueEnd(field), lowerCase);
  }

  private boolean isAt(int start, int end, String lowerCase) {
    if (end - start != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (lower(bytes[start + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  /** The names, each once. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (int field = 0; field < count; field++) {
      names.add(new String(bytes, places[4 * field], nameLength(field), ISO_8859_1));
    }
    return names;
  }

  /** The values of all fields of that name. */
  List<String> values(String name) {
    int field = find(name, 0);
    if (field < 0) {
      return List.of();
    }
    int next = find(name, field + 1);
    if (next < 0) {
      return List.of(value(field));
    }
    List<String> values = new ArrayList<>(List.of(value(field)));
    for (; next >= 0; next = find(name, next + 1)) {
      values.add(value(next));
    }
    return values;
  }

  /** The value of the first one of that name. */
  Optional<String> first(String name) {
    int field = find(name, 0);
    return field < 0 ? Optional.empty() : Optional.of(value(field));
  }

  /** The first field of that name from a place on; -1 if there is none. */
  private int find(String name, int from) {
    for (int field = from; field < count; field++) {
      if (nameLength(field) == name.length() && isIgnoringCase(places[4 * field], name)) {
        return field;
      }
    }
    return -1;
  }

  private boolean isIgnoringCase(int start, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (lower(bytes[start + i]) != lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
