package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import org.pushrelay.PushEngine;

/**
 * The surroundings of a request.
 *
 * @param serverName the first name of the server that the request came to; empty if it has none
 * @param engine the relay
 */
record ServerContext(String serverName, PushEngine engine) {
  ServerContext {
    requireNonNull(serverName, "serverName");
    requireNonNull(engine, "engine");
  }
}
