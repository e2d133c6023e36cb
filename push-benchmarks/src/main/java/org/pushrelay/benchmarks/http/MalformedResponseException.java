package org.pushrelay.benchmarks.http;

import java.io.IOException;

/** The server sent what is no response, or one of a kind that is not expected of a relay. */
public final class MalformedResponseException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was found. */
  public MalformedResponseException(String message) {
    super(message);
  }
}
