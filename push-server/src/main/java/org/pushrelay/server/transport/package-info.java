/** What the relay asks of the HTTP server underneath it, without any HTTP server in it. */
@NullMarked
package org.pushrelay.server.transport;

import org.jspecify.annotations.NullMarked;
