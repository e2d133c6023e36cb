package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plain heads of HTTP/1.1 (RFC 9112), which nearly all are, without an object for each
 * part: GET or POST, a path, one Host, no body or one of a known length, ASCII only. It is strict:
 * whatever it is not sure of, it leaves to Netty's decoder. One for each event loop; a head that
 * has to last longer than its dispatch is copied.
 */
final class RequestHead implements ConnectionRequest {
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
  private static final byte[] GET = ascii("GET ");
  private static final byte[] POST = ascii("POST ");
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");

  private final byte[] bytes;

  private final HeadFields fields;
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
    bytes = new byte[Math.min(maxBytes, MAX_BYTES)];
    fields = new HeadFields(bytes);
  }

  private RequestHead(RequestHead copied) {
    bytes = Arrays.copyOf(copied.bytes, copied.size);
    fields = copied.fields.copy(bytes);
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
    fields.clear();
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
      int next = fields.read(at, end);
      if (next < 0 || !isPlain(fields.last())) {
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

  /** Takes note of the fields that say how the request is to be read. */
  private boolean isPlain(int field) {
    return switch (fields.nameLength(field)) {
      case 4 -> !fields.isNamed(field, "host") || takeHost(field);
      case 6 -> !fields.isNamed(field, "expect");
      case 7 -> !fields.isNamed(field, "upgrade") || takeUpgrade(field);
      case 10 -> !fields.isNamed(field, "connection") || takeConnection(field);
      case 14 -> fields.isNamed(field, "content-length") ? takeLength(field) : takeSettings(field);
      case 17 -> !fields.isNamed(field, "transfer-encoding");
      default -> true;
    };
  }

  private boolean takeHost(int field) {
    boolean first = host < 0;
    host = field;
    for (int at = fields.valueStart(field); at < fields.valueEnd(field); at++) {
      if (!ConnectionRequest.isHostCharacter(bytes[at])) {
        return false;
      }
    }
    return first;
  }

  private boolean takeLength(int field) {
    int start = fields.valueStart(field);
    int end = fields.valueEnd(field);
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
    if (fields.isNamed(field, "http2-settings")) {
      http2Settings++;
    }
    return true;
  }

  private boolean takeConnection(int field) {
    boolean close = fields.hasValue(field, "close");
    boolean upgrade = fields.hasValue(field, "upgrade, http2-settings");
    closes |= close;
    offersUpgrade |= upgrade;
    return close || upgrade || fields.hasValue(field, "keep-alive");
  }

  private boolean takeUpgrade(int field) {
    namesH2c = fields.hasValue(field, "h2c");
    return namesH2c;
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

  /** Returns a copy that stays valid after the call of the endpoint. */
  RequestHead copy() {
    RequestHead copy = new RequestHead(this);
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
    return fields.values(name);
  }

  @Override
  public Set<String> headerNames() {
    return fields.names();
  }

  @Override
  public Optional<String> header(String name) {
    return fields.first(name);
  }

  @Override
  public Channel connection() {
    return requireNonNull(connection, "connection");
  }

  @Override
  public String host() {
    return host < 0 ? "" : ConnectionRequest.withoutPort(fields.value(host));
  }

  @Override
  public String protocol() {
    return "HTTP/1.1";
  }
}
