package org.pushrelay.netty;

/** Is told of requests that were refused before an endpoint saw them. Called on an event loop. */
@FunctionalInterface
public interface RefusalListener {
  /** Does not care. */
  RefusalListener IGNORE = (remoteAddress, requestLine, status) -> {};

  /**
   * A request was refused.
   *
   * @param remoteAddress the client's address
   * @param requestLine the request's first line, as far as it could be read; may be empty
   * @param status the status it was refused with
   */
  void refused(String remoteAddress, String requestLine, int status);
}
