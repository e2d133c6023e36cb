/**
 * How the relay is: whether it takes requests, and what it has done, for those who watch over it.
 */
@NullMarked
package org.pushrelay.server.status;

import org.jspecify.annotations.NullMarked;
