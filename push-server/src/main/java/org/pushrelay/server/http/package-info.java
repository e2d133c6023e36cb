/** The configured relay on Jetty. */
@NullMarked
package org.pushrelay.server.http;

import org.jspecify.annotations.NullMarked;
