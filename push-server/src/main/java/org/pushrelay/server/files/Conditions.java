package org.pushrelay.server.files;

import java.util.List;
import org.pushrelay.transport.PushRequest;

/**
 * Under which conditions a client wants a file (RFC 9110, 13), each as its header lines.
 *
 * @param ifMatch only one of these states
 * @param ifUnmodifiedSince only if it is no newer
 * @param ifNoneMatch none of these states, which it has
 * @param ifModifiedSince only if it is newer
 * @param ifRange a part only of this state, else all of it
 */
record Conditions(
    List<String> ifMatch,
    List<String> ifUnmodifiedSince,
    List<String> ifNoneMatch,
    List<String> ifModifiedSince,
    List<String> ifRange) {

  static Conditions of(PushRequest request) {
    return new Conditions(
        request.headers("If-Match"),
        request.headers("If-Unmodified-Since"),
        request.headers("If-None-Match"),
        request.headers("If-Modified-Since"),
        request.headers("If-Range"));
  }

  /** Whether it is another file than the client wants to have; in the order of 13.2.2. */
  boolean fail(Validators file) {
    if (!ifMatch.isEmpty()) {
      return !names(ifMatch, file.etag());
    }
    long since = since(ifUnmodifiedSince);
    return since != Validators.NO_DATE && file.lastModified() > since;
  }

  /** Whether the client has it already. */
  boolean isKnown(Validators file) {
    if (!ifNoneMatch.isEmpty()) {
      return names(ifNoneMatch, file.etag());
    }
    // no date is before all others
    return file.lastModified() <= since(ifModifiedSince);
  }

  /** Whether a part of it is of use to the client. */
  boolean allowRange(Validators file) {
    if (ifRange.isEmpty()) {
      return true;
    }
    String state = ifRange.get(0).strip();
    return state.equals(file.etag()) || Validators.second(state) == file.lastModified();
  }

  private static long since(List<String> header) {
    return header.isEmpty() ? Validators.NO_DATE : Validators.second(header.get(0));
  }

  private static boolean names(List<String> headers, String etag) {
    for (String header : headers) {
      for (String each : header.split(",", -1)) {
        String state = each.strip();
        // a proxy that has changed the coding of a response says W/ of its Etag
        if (state.equals("*") || state.equals(etag) || state.equals("W/" + etag)) {
          return true;
        }
      }
    }
    return false;
  }
}
