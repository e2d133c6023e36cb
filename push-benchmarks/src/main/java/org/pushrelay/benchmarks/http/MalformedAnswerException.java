package org.pushrelay.benchmarks.http;

import java.io.IOException;

/** The server sent what is no answer, or one of a kind that is not expected of a relay. */
public final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was found. */
  public MalformedAnswerException(String message) {
    super(message);
  }
}
