/** The relay on Jetty. */
@NullMarked
package org.pushrelay.server.jetty;

import org.jspecify.annotations.NullMarked;
