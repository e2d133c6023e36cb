package org.pushrelay.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * What a subscriber of an event stream asks.
 *
 * @param host the server's name and port
 * @param target the path and the query
 */
record StreamRequest(String host, String target) {

  /** Returns the request of a client whose last id is the given one; an empty id is none. */
  ByteBuffer after(String lastId) {
    String resume = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
    String head =
        "GET "
            + target
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAccept: text/event-stream\r\n"
            + resume
            + "\r\n";
    return ByteBuffer.wrap(head.getBytes(ISO_8859_1));
  }
}
