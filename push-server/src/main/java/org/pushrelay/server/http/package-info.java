/** The parts of an HTTP server around the relay: access rules, logs, TLS files, static files. */
@NullMarked
package org.pushrelay.server.http;

import org.jspecify.annotations.NullMarked;
