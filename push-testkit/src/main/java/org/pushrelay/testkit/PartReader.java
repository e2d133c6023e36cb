package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.pushrelay.testkit.SubscriberClient.Received;

/** The parts of a {@code multipart/mixed} body (RFC 2046, 5.1). One thread at a time. */
final class PartReader {
  private static final byte[] END_OF_LINE = "\r\n".getBytes(ISO_8859_1);

  private final DelimitedInput in;
  private final byte[] boundary;

  /** Reads up to the first part. */
  PartReader(InputStream body, String contentType) throws IOException {
    in = new DelimitedInput(body);
    String delimiter = "--" + contentType.substring(contentType.indexOf("boundary=") + 9);
    boundary = ("\r\n" + delimiter).getBytes(ISO_8859_1);
    byte[] preamble = in.until(delimiter.getBytes(ISO_8859_1));
    if (preamble.length > 0) {
      throw new AssertionError("there are bytes in front of the first part");
    }
  }

  /** Whether there is another part; to be asked in front of each. */
  boolean hasNext() throws IOException {
    return in.until(END_OF_LINE).length == 0;
  }

  /** The part. */
  Received next() throws IOException {
    Map<String, String> head = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = text(END_OF_LINE); !line.isEmpty(); line = text(END_OF_LINE)) {
      int colon = line.indexOf(':');
      head.put(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    return new Received(id(head), head.getOrDefault("Push-Gap", ""), text(boundary));
  }

  /** Empty where the parts of a whole response have none of their own. */
  private static String id(Map<String, String> head) {
    String lastModified = head.get("Last-Modified");
    return lastModified == null ? "" : PollClient.id(lastModified, head.getOrDefault("Etag", ""));
  }

  private String text(byte[] delimiter) throws IOException {
    return new String(in.until(delimiter), ISO_8859_1);
  }
}
