package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.PushRequest;

/**
 * Reads the plain heads of HTTP/1.1 (RFC 9112), which nearly all are, without an object for each
 * part: GET or POST, a path, one Host, no body or one of a known length, ASCII only. It is strict:
 * whatever it is not sure of, it leaves to Netty's decoder. One for each event loop; a head that
 * has to last longer than its dispatch is copied.
 */
final class RequestHead implements PushRequest {
  /** What became of the attempt to read a head. */
  enum Kind {
    /** It has been read. */
    PLAIN,
    /** It is plain, has no body, and asks to go on in HTTP/2 in clear text (RFC 7540, 3.2). */
    UPGRADE_H2C,
    /** It is not complete, or not plain, or no head at all. */
    OTHER
  }

  private static final int MAX_BYTES = 2048;
  private static final int MAX_FIELDS = 40;
  private static final byte[] GET = ascii("GET ");
  private static final byte[] POST = ascii("POST ");
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");

  /** The characters of names (RFC 9110, 5.6.2). */
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c);
    }
    for (byte c : ascii("!#$%&'*+-.^_`|~")) {
      TOKEN[c] = true;
    }
  }

  private final byte[] bytes;

  /** Where each field's name begins and ends, and where its value does. */
  private final int[] fields;

  private int fieldCount;
  private int size;
  private boolean post;
  private int targetStart;
  private int targetEnd;
  private long contentLength;
  private boolean closes;
  private boolean namesH2c;
  private boolean offersUpgrade;
  private int http2Settings;
  private int host;

  /** The target that was asked for last: as a rule, many ask for the same one after another. */
  private byte[] knownTarget = {};

  private String path = "";
  private String query = "";

  private @Nullable Channel connection;

  RequestHead(int maxBytes) {
    this(new byte[Math.min(maxBytes, MAX_BYTES)], new int[4 * MAX_FIELDS]);
  }

  private RequestHead(byte[] bytes, int[] fields) {
    this.bytes = bytes;
    this.fields = fields;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /**
   * Reads a head from where the buffer stands; takes no byte out of it.
   *
   * @param from the connection that it came on
   */
  Kind read(ByteBuf in, Channel from) {
    int available = Math.min(in.readableBytes(), bytes.length);
    in.getBytes(in.readerIndex(), bytes, 0, available);
    connection = from;
    fieldCount = 0;
    contentLength = -1;
    closes = false;
    namesH2c = false;
    offersUpgrade = false;
    http2Settings = 0;
    host = -1;
    int at = requestLine(available);
    return at < 0 ? Kind.OTHER : fields(at, available);
  }

  private int requestLine(int end) {
    post = startsWith(POST, 0, end);
    if (!post && !startsWith(GET, 0, end)) {
      return -1;
    }
    targetStart = post ? POST.length : GET.length;
    int at = targetStart;
    while (at < end && bytes[at] > ' ' && bytes[at] < 0x7f && bytes[at] != '#') {
      at++;
    }
    targetEnd = at;
    if (at == targetStart || bytes[targetStart] != '/' || !startsWith(VERSION, at, end)) {
      return -1;
    }
    findTarget();
    return at + VERSION.length;
  }

  private void findTarget() {
    if (Arrays.equals(bytes, targetStart, targetEnd, knownTarget, 0, knownTarget.length)) {
      return;
    }
    knownTarget = Arrays.copyOfRange(bytes, targetStart, targetEnd);
    String target = text(targetStart, targetEnd);
    int mark = target.indexOf('?');
    path = mark < 0 ? target : target.substring(0, mark);
    query = mark < 0 ? "" : target.substring(mark + 1);
  }

  private Kind fields(int from, int end) {
    int at = from;
    while (at + 1 < end) {
      if (bytes[at] == '\r') {
        size = at + 2;
        return bytes[at + 1] == '\n' && host >= 0 ? kind() : Kind.OTHER;
      }
      int next = field(at, end);
      if (next < 0 || !isPlain(fieldCount - 1)) {
        return Kind.OTHER;
      }
      at = next;
    }
    return Kind.OTHER;
  }

  /** Who asks for an upgrade has to say so thrice; else it is as if nothing was said. */
  private Kind kind() {
    boolean upgrades = namesH2c && offersUpgrade && http2Settings == 1 && bodyLength() == 0;
    return upgrades ? Kind.UPGRADE_H2C : Kind.PLAIN;
  }

  /** Reads one field line; -1 if there is something about it, else where the next one begins. */
  private int field(int start, int end) {
    int at = start;
    while (at < end && bytes[at] >= 0 && TOKEN[bytes[at]]) {
      at++;
    }
    if (at == start || at == end || bytes[at] != ':' || fieldCount == MAX_FIELDS) {
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
    int place = 4 * fieldCount++;
    fields[place] = start;
    fields[place + 1] = nameEnd;
    fields[place + 2] = valueStart;
    fields[place + 3] = valueEnd;
    return at + 2;
  }

  private static boolean isText(byte b) {
    return (b >= ' ' && b < 0x7f) || b == '\t';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Takes note of the fields that say how the request is to be read. */
  private boolean isPlain(int field) {
    return switch (fields[4 * field + 1] - fields[4 * field]) {
      case 4 -> !isNamed(field, "host") || takeHost(field);
      case 6 -> !isNamed(field, "expect");
      case 7 -> !isNamed(field, "upgrade") || takeUpgrade(field);
      case 10 -> !isNamed(field, "connection") || takeConnection(field);
      case 14 -> isNamed(field, "content-length") ? takeLength(field) : takeSettings(field);
      case 17 -> !isNamed(field, "transfer-encoding");
      default -> true;
    };
  }

  private boolean takeHost(int field) {
    boolean first = host < 0;
    host = field;
    return first;
  }

  private boolean takeLength(int field) {
    int start = fields[4 * field + 2];
    int end = fields[4 * field + 3];
    if (contentLength >= 0 || start == end || end - start > 18) {
      return false;
    }
    long length = 0;
    for (int at = start; at < end; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
      length = 10 * length + bytes[at] - '0';
    }
    contentLength = length;
    return true;
  }

  private boolean takeSettings(int field) {
    if (isNamed(field, "http2-settings")) {
      http2Settings++;
    }
    return true;
  }

  private boolean takeConnection(int field) {
    boolean close = hasValue(field, "close");
    boolean upgrade = hasValue(field, "upgrade, http2-settings");
    closes |= close;
    offersUpgrade |= upgrade;
    return close || upgrade || hasValue(field, "keep-alive");
  }

  private boolean takeUpgrade(int field) {
    namesH2c = hasValue(field, "h2c");
    return namesH2c;
  }

  private boolean isNamed(int field, String lowerCase) {
    return isAt(fields[4 * field], fields[4 * field + 1], lowerCase);
  }

  private boolean hasValue(int field, String lowerCase) {
    return isAt(fields[4 * field + 2], fields[4 * field + 3], lowerCase);
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

  private boolean startsWith(byte[] expected, int at, int end) {
    return end - at >= expected.length
        && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
  }

  /** How many bytes the head has. */
  int size() {
    return size;
  }

  /** How many bytes of body follow. */
  long bodyLength() {
    return Math.max(0, contentLength);
  }

  /** Whether the client wants the connection to end. */
  boolean closes() {
    return closes;
  }

  /** The same, to keep. */
  RequestHead copy() {
    RequestHead copy =
        new RequestHead(Arrays.copyOf(bytes, size), Arrays.copyOf(fields, 4 * fieldCount));
    copy.fieldCount = fieldCount;
    copy.size = size;
    copy.post = post;
    copy.targetStart = targetStart;
    copy.targetEnd = targetEnd;
    copy.contentLength = contentLength;
    copy.closes = closes;
    copy.host = host;
    copy.path = path;
    copy.query = query;
    copy.connection = connection;
    return copy;
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, ISO_8859_1);
  }

  private String value(int field) {
    return text(fields[4 * field + 2], fields[4 * field + 3]);
  }

  /** The first field of that name from a place on; -1 if there is none. */
  private int find(String name, int from) {
    for (int field = from; field < fieldCount; field++) {
      int start = fields[4 * field];
      if (fields[4 * field + 1] - start == name.length() && isIgnoringCase(start, name)) {
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

  @Override
  public String method() {
    return post ? "POST" : "GET";
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return query;
  }

  @Override
  public List<String> headers(String name) {
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

  @Override
  public Optional<String> header(String name) {
    int field = find(name, 0);
    return field < 0 ? Optional.empty() : Optional.of(value(field));
  }

  @Override
  public String remoteAddress() {
    return connection == null ? "" : ClientAddress.remote(connection);
  }

  @Override
  public String localAddress() {
    return connection == null ? "" : ClientAddress.local(connection);
  }

  @Override
  public int localPort() {
    return connection == null ? 0 : ClientAddress.localPort(connection);
  }

  @Override
  public String host() {
    return host < 0 ? "" : DecodedRequest.withoutPort(value(host));
  }

  @Override
  public String scheme() {
    return connection == null ? "http" : ClientAddress.scheme(connection);
  }

  @Override
  public String protocol() {
    return "HTTP/1.1";
  }
}
