package org.pushrelay.server.config;

/**
 * The search for an expression of the configuration was given up, because it costs too much for
 * what the client has sent. The request gets 500, as in nginx; the message names the expression.
 */
public final class RegexLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception without a stack trace, which says nothing about the client's text. */
  RegexLimitException(String message) {
    super(message, null, false, false);
  }
}
