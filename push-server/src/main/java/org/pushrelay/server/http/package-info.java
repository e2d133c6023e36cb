/** The configured relay: from a request to the endpoint of its location. */
@NullMarked
package org.pushrelay.server.http;

import org.jspecify.annotations.NullMarked;
