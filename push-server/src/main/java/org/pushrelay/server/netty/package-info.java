/** The relay on Netty. */
@NullMarked
package org.pushrelay.server.netty;

import org.jspecify.annotations.NullMarked;
