package org.pushrelay.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** What the subscribers of one channel ask; all who got the same message ask the same next. */
final class PollRequest {
  private final String head;
  private final ByteBuffer first;

  private String lastModified = "";
  private String etag = "";
  private ByteBuffer latest;

  PollRequest(String host, String target) {
    this.head = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n";
    this.first = bytes(head + "\r\n");
    this.latest = first;
  }

  /** Returns the request of a client that has got no message yet. */
  ByteBuffer first() {
    return first.duplicate();
  }

  /** The request for what follows the message with these headers. */
  ByteBuffer after(String newLastModified, String newEtag) {
    if (!newLastModified.equals(lastModified) || !newEtag.equals(etag)) {
      lastModified = newLastModified;
      etag = newEtag;
      latest =
          bytes(
              head
                  + "If-Modified-Since: "
                  + lastModified
                  + "\r\nIf-None-Match: "
                  + etag
                  + "\r\n\r\n");
    }
    return latest.duplicate();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1)).asReadOnlyBuffer();
  }
}
