package org.pushrelay.channel;

/**
 * The store is broken. What was acknowledged before is not affected; the call that met it changed
 * nothing.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What could not be done, and why. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
