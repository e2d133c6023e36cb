package org.pushrelay.transport;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asked for, as it came: nothing is decoded. An adapter implements it over its
 * server's request. How long it is valid, {@link Exchange#request} says; read by one thread at a
 * time.
 */
public interface PushRequest {

  /** The method, in the client's spelling. */
  String method();

  /**
   * The path of the request target from its first slash, percent-encoded as it came, without the
   * query.
   */
  String path();

  /**
   * The query of the request target without the question mark, percent-encoded as it came; empty
   * without one.
   */
  String query();

  /**
   * The values of a header, one per header line, in order; empty without one. The name is given in
   * any case.
   */
  List<String> headers(String name);

  /**
   * Returns the names of the header fields that the client sent, each once and in any case. For a
   * caller that forwards a whole request; a single field is read by its name.
   */
  Set<String> headerNames();

  /** The address of the client's end of the connection, as text without a port. */
  String remoteAddress();

  /** The port of the client's end of the connection; 0 if the connection has no ports. */
  int remotePort();

  /**
   * The address of the server's end of the connection, as text without a port; on a socket that is
   * open on all addresses, the one that the client connected to.
   */
  String localAddress();

  /** The port of the server's end of the connection. */
  int localPort();

  /** The host that the client named, without a port, as it came; empty if it named none. */
  String host();

  /** {@code http} or {@code https}. */
  String scheme();

  /** The protocol and its version, as {@code HTTP/1.1}. */
  String protocol();

  /**
   * What the program in front of the endpoints keeps of this request for its hooks, which find it
   * in {@link org.pushrelay.hook.AccessRequest#context}. It stays valid when the request is gone.
   * Empty unless a program wraps its requests.
   */
  default Optional<Object> context() {
    return Optional.empty();
  }

  /** The value of a header's first line. */
  default Optional<String> header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /**
   * The value of the first argument of that name in the query, percent-encoded as it came (nginx:
   * {@code $arg_NAME}, whose name compares without regard to case). Empty also if the argument has
   * no value.
   */
  default Optional<String> argument(String name) {
    return QueryArguments.first(query(), name);
  }
}
