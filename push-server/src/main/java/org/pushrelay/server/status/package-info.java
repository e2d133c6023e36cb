/** The state of the relay for monitoring: whether it takes requests, and what it has done. */
@NullMarked
package org.pushrelay.server.status;

import org.jspecify.annotations.NullMarked;
